package io.kycgateway.history.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs of the re-verification over the history, of which the gateway knows the tables alone. */
public final class TestRuns {
  private TestRuns() {}

  /**
   * Inserts a run with that many items, all of them closed at its end, or open.
   *
   * @param ended null: it has not
   */
  public static void insert(
      HistoryConfiguration history,
      String name,
      Instant started,
      @Nullable Instant ended,
      int items)
      throws Exception {
    try (Connection connection = TestSchema.connect(history)) {
      try (PreparedStatement run =
          connection.prepareStatement(
              "INSERT INTO reverification_run (name, selection, objective, state, items,"
                  + " started_at, completed_at, is_simulated, leases_lost, is_published)"
                  + " VALUES (?, 'everything', '0', ?, ?, ?, ?, FALSE, 0, FALSE)")) {
        run.setString(1, name);
        run.setString(2, ended == null ? "open" : "complete");
        run.setLong(3, items);
        run.setObject(4, started.atOffset(ZoneOffset.UTC));
        run.setObject(5, ended == null ? null : ended.atOffset(ZoneOffset.UTC));
        int unused = run.executeUpdate();
      }
      try (PreparedStatement item =
          connection.prepareStatement(
              "INSERT INTO reverification_item (run, item, verification, previous_status, state,"
                  + " lease_token, closed_at, attempts, micros, saw_attack, is_degraded)"
                  + " VALUES (?, ?, ?, 'VERIFIED', ?, 0, ?, 1, 1, FALSE, FALSE)")) {
        for (int i = 1; i <= items; i++) {
          item.setString(1, name);
          item.setLong(2, i);
          item.setObject(3, UUID.randomUUID());
          item.setString(4, ended == null ? "open" : "done");
          item.setObject(5, ended == null ? null : ended.atOffset(ZoneOffset.UTC));
          item.addBatch();
        }
        int[] unused = item.executeBatch();
      }
    }
  }
}
