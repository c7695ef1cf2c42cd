package io.kycgateway.reverify.history.database;

import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.database.RowsRead;
import io.kycgateway.reverify.history.RunSamples;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What workers read of a large run in PostgreSQL that is almost done: the items that are not
 * closed, whatever the statistics say.
 */
class ItemPlansIT {
  private static final String RUN = "run";
  private static final int ITEMS = 20_000;
  private static final int CLOSED = 19_000;
  private static final int LEASED = 200;
  private static final int LIMIT = 100;

  // Items that are leased, twice where they are updated, and those that are claimed, with their
  // locks.
  private static final int MOST = 2 * LEASED + 4 * LIMIT;

  /** When the table was analysed last: autovacuum does that at any time, or not in time. */
  enum Analysed {
    NEVER,
    WHEN_ALL_WERE_OPEN,
    WHEN_SOME_WERE_LEASED,
    NOW
  }

  @ParameterizedTest
  @EnumSource
  void statements_ofWorkers_readOnlyWhatIsNotClosed(Analysed analysed) throws Exception {
    try (RunSamples history = RunSamples.in(Kind.POSTGRESQL)) {
      fill(history, analysed);
      Lease lease = new Lease("worker", 60);
      Map<String, TransactionWork<?>> statements = new LinkedHashMap<>();
      statements.put("claim", handle -> ItemTable.claim(handle, RUN, lease, LIMIT));
      statements.put("its items", handle -> ItemTable.of(handle, RUN, "worker"));
      statements.put("any left?", handle -> ItemTable.isAnyLeftToOthers(handle, RUN, "worker"));
      statements.put("complete?", handle -> RunTable.completeIfDone(handle, RUN));
      statements.put("workers", handle -> RunTable.workers(handle, RUN));
      statements.put("renewal", handle -> renewed(handle, lease));
      statements.put("release", handle -> ItemTable.release(handle, RUN, "worker"));

      SoftAssertions all = new SoftAssertions();
      statements.forEach(
          (name, work) -> all.assertThat(read(history, work)).as(name).isLessThanOrEqualTo(MOST));
      all.assertAll();
    }
  }

  private static boolean renewed(Handle handle, Lease lease) {
    ItemTable.renew(handle, RUN, lease);
    return true;
  }

  private static long read(RunSamples history, TransactionWork<?> work) {
    return history
        .database()
        .inTransaction(
            handle ->
                RowsRead.during(handle, "reverification_item", () -> work.withHandle(handle)));
  }

  private static void fill(RunSamples history, Analysed analysed) {
    execute(
        history,
        "ALTER TABLE reverification_item SET (autovacuum_enabled = off)",
        "INSERT INTO reverification_run (name, selection, objective, state, items, started_at,"
            + " is_simulated, leases_lost, is_published)"
            + " VALUES ('run', 'everything', '0', 'open', "
            + ITEMS
            + ", now(), TRUE, 0, FALSE)",
        "INSERT INTO reverification_item (run, item, verification, previous_status, state,"
            + " lease_token, attempts, micros, saw_attack, is_degraded)"
            + " SELECT 'run', i, gen_random_uuid(), 'VERIFIED', 'open', 0, 0, 0, FALSE, FALSE"
            + " FROM generate_series(1, "
            + ITEMS
            + ") i");
    if (analysed == Analysed.WHEN_ALL_WERE_OPEN) {
      analyse(history);
    }
    lease(history, 0, LEASED);
    if (analysed == Analysed.WHEN_SOME_WERE_LEASED) {
      analyse(history);
    }
    lease(history, LEASED, CLOSED);
    execute(
        history,
        "UPDATE reverification_item SET state = 'done', lease_until = NULL, closed_at = now()"
            + " WHERE state = 'leased'");
    lease(history, CLOSED, CLOSED + LEASED);
    if (analysed == Analysed.NOW) {
      analyse(history);
    }
  }

  private static void lease(RunSamples history, int after, int last) {
    execute(
        history,
        "UPDATE reverification_item SET state = 'leased', lease_owner = 'other',"
            + " lease_until = now() + INTERVAL '1' HOUR WHERE item > "
            + after
            + " AND item <= "
            + last);
  }

  private static void analyse(RunSamples history) {
    execute(history, "ANALYZE reverification_item");
  }

  private static void execute(RunSamples history, String... statements) {
    history
        .opened()
        .jdbi()
        .useHandle(
            handle -> {
              for (String sql : statements) {
                int unused = handle.execute(sql);
              }
            });
  }
}
