package io.kycgateway.reverify.history.report;

import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.history.database.ClosedItems;
import io.kycgateway.reverify.history.database.RunDatabase;
import java.util.BitSet;

/** Counts a run over the history from its items. */
public final class StoredTally {
  private StoredTally() {}

  /** The tally of a run as it is in the database. */
  public static Tally of(RunDatabase database, String run) {
    return database.inTransaction(
        handle -> {
          Tally tally = new Tally();
          // A transaction that failed half-way is repeated, with a new tally.
          BitSet counted = new BitSet();
          ClosedItems.read(
              handle,
              run,
              null,
              outcome -> {
                int item = Math.toIntExact(outcome.line());
                if (!counted.get(item)) {
                  counted.set(item);
                  tally.add(outcome);
                }
              });
          return tally;
        });
  }
}
