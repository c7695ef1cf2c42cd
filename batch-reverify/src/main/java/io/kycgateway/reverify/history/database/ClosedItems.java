package io.kycgateway.reverify.history.database;

import io.kycgateway.reverify.results.RecordOutcome;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads back what is closed, of all workers. */
public final class ClosedItems {
  private static final int FETCH = 1000;

  /** An item, and when it was closed. */
  private record Closed(RecordOutcome outcome, Instant at) {}

  private ClosedItems() {}

  /**
   * Hands over the outcomes of a run, within the handle's transaction.
   *
   * @param since only those that were closed at that time or later; null: all
   * @return the latest time at which one was closed; {@code since} if none was
   */
  public static @Nullable Instant read(
      Handle handle, String run, @Nullable Instant since, Consumer<RecordOutcome> outcomes) {
    Query query =
        handle
            .createQuery(
                "SELECT item, previous_status, ground_truth, ground_truth_attack, status,"
                    + " attempts, micros, saw_attack, is_degraded, reason, closed_at"
                    + " FROM reverification_item WHERE run = :run AND closed_at IS NOT NULL"
                    + (since == null ? "" : " AND closed_at >= :since"))
            .bind("run", run)
            .setFetchSize(FETCH);
    if (since != null) {
      query.bind("since", since.atOffset(ZoneOffset.UTC));
    }
    @Nullable Instant latest = since;
    ResultIterable<Closed> rows =
        query.map(
            (row, context) ->
                new Closed(
                    ItemRow.outcome(row),
                    row.getObject("closed_at", OffsetDateTime.class).toInstant()));
    for (Iterator<Closed> all = rows.iterator(); all.hasNext(); ) {
      Closed one = all.next();
      outcomes.accept(one.outcome());
      latest = latest == null || one.at().isAfter(latest) ? one.at() : latest;
    }
    return latest;
  }
}
