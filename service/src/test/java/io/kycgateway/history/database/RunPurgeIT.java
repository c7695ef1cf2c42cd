package io.kycgateway.history.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.HistoryDatabases.Opened;
import io.kycgateway.history.database.RunPurge.Purged;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which runs are deleted, and in which steps, on both databases. */
class RunPurgeIT {
  private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant OLD = BEFORE.minus(1, ChronoUnit.MILLIS);

  @ParameterizedTest
  @EnumSource
  void run_thatEndedBefore_isDeletedItemsFirst(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      TestRuns.insert(opened.configuration(), "old", OLD.minus(Duration.ofDays(1)), OLD, 5);
      TestRuns.insert(opened.configuration(), "older", OLD.minus(Duration.ofDays(9)), OLD, 1);
      TestRuns.insert(opened.configuration(), "kept", OLD.minus(Duration.ofDays(9)), BEFORE, 3);
      RunPurge purge = opened.table().runs();

      assertThat(purge.purge(BEFORE, 3)).as("the oldest first").isEqualTo(new Purged(1, 0, true));
      assertThat(purge.purge(BEFORE, 3)).isEqualTo(new Purged(0, 1, true));
      assertThat(purge.purge(BEFORE, 3))
          .as("not more than asked for")
          .isEqualTo(new Purged(3, 0, true));
      assertThat(purge.purge(BEFORE, 3)).isEqualTo(new Purged(2, 0, true));
      assertThat(purge.purge(BEFORE, 3)).isEqualTo(new Purged(0, 1, true));
      assertThat(purge.purge(BEFORE, 3)).isEqualTo(new Purged(0, 0, false));

      assertThat(names(opened, "SELECT name FROM reverification_run")).containsExactly("kept");
      assertThat(names(opened, "SELECT run FROM reverification_item")).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void run_thatNeverEnded_isDeletedOnceItHasShownNoSignOfLife(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      Instant started = OLD.minus(Duration.ofDays(9));
      for (String name : List.of("closing", "leased", "publishing", "abandoned")) {
        TestRuns.insert(opened.configuration(), name, started, null, 2);
      }
      TestRuns.insert(opened.configuration(), "begun", BEFORE, null, 2);
      TestSchema.execute(
          opened.configuration(),
          "UPDATE reverification_item SET state = 'done', closed_at = TIMESTAMP WITH TIME ZONE '"
              + "2026-01-01 00:00:00+00' WHERE run = 'closing' AND item = 1",
          "UPDATE reverification_item SET state = 'leased', lease_owner = 'w', lease_until ="
              + " TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00' WHERE run = 'leased' AND item = 2",
          "UPDATE reverification_run SET publisher = 'w', publisher_until ="
              + " TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00' WHERE name = 'publishing'",
          // Of a worker that died then.
          "UPDATE reverification_item SET state = 'leased', lease_owner = 'w', lease_until ="
              + " TIMESTAMP WITH TIME ZONE '2025-12-31 00:00:00+00' WHERE run = 'abandoned'");
      RunPurge purge = opened.table().runs();

      assertThat(purge.purge(BEFORE, 100)).isEqualTo(new Purged(2, 0, true));
      assertThat(
              names(
                  opened,
                  "SELECT name FROM reverification_run WHERE name = 'abandoned'"
                      + " AND completed_at IS NOT NULL"))
          .as("no worker joins it any more")
          .hasSize(1);
      assertThat(purge.purge(BEFORE, 100)).isEqualTo(new Purged(0, 1, true));
      assertThat(purge.purge(BEFORE, 100)).isEqualTo(new Purged(0, 0, false));
      assertThat(names(opened, "SELECT name FROM reverification_run"))
          .containsExactlyInAnyOrder("closing", "leased", "publishing", "begun");
      assertThat(names(opened, "SELECT run FROM reverification_item")).hasSize(8);
    }
  }

  private static List<String> names(Opened opened, String sql) {
    return opened.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
