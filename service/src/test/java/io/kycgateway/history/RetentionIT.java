package io.kycgateway.history;

import static io.kycgateway.history.RecordSamples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.HistoryDatabases.Opened;
import io.kycgateway.history.database.DatabaseUnavailableException;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.database.TestRuns;
import io.kycgateway.history.database.TestSchema;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.testing.MovableClock;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.verification.Status;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The purge, batch by batch, and what its metrics say of it. */
class RetentionIT {
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int MORE_THAN_A_BATCH = 501;

  private final MovableClock clock = new MovableClock();
  private final MetricRegistry metrics = new MetricRegistry();

  @ParameterizedTest
  @EnumSource
  void purge_isASuccessOnceNothingIsLeft(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      long now = clock.getTime();
      insert(
          opened,
          Stream.generate(() -> at(now, "a", Status.VERIFIED)).limit(MORE_THAN_A_BATCH).toList());
      Retention retention = retention(opened);
      assertThat(lastSuccess()).as("at first, its start").isEqualTo(now / 1000.0);

      clock.advance(KEPT);
      assertThat(retention.purgeBatch()).as("not older than they may become").isTrue();
      assertThat(purged()).isZero();
      clock.advance(Duration.ofMillis(1));
      double before = lastSuccess();
      assertThat(retention.purgeBatch()).isFalse();
      assertThat(purged()).isEqualTo(500);
      clock.advance(Duration.ofSeconds(7));
      assertThat(lastSuccess()).as("more are left").isEqualTo(before);
      assertThat(retention.purgeBatch()).isTrue();
      assertThat(lastSuccess()).isEqualTo(clock.getTime() / 1000.0);
      assertThat(purged()).isEqualTo(MORE_THAN_A_BATCH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void purge_thatFails_leavesTheLastSuccess(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      Retention retention = retention(opened);
      double before = lastSuccess();
      TestSchema.execute(opened.configuration(), "ALTER TABLE verification RENAME TO elsewhere");
      clock.advance(Duration.ofHours(2));

      assertThatThrownBy(retention::purgeBatch).isInstanceOf(DatabaseUnavailableException.class);
      assertThat(lastSuccess()).isEqualTo(before);

      TestSchema.execute(opened.configuration(), "ALTER TABLE elsewhere RENAME TO verification");
      assertThat(retention.purgeBatch()).isTrue();
      assertThat(lastSuccess()).isEqualTo(clock.getTime() / 1000.0);
    }
  }

  @Test
  void purge_besideThatOfAnotherInstance_isNoSuccessWhileMoreIsLeft() throws Exception {
    try (Opened opened = patient()) {
      long now = clock.getTime();
      insert(
          opened,
          Stream.generate(() -> at(now, "a", Status.VERIFIED)).limit(MORE_THAN_A_BATCH).toList());
      Retention retention = retention(opened);
      double before = lastSuccess();
      clock.advance(KEPT.plusMillis(1));

      assertThat(
              purgeBeside(
                  opened,
                  retention,
                  "DELETE FROM verification WHERE id ="
                      + " (SELECT id FROM verification ORDER BY id LIMIT 1)"))
          .as("one is left")
          .isFalse();
      assertThat(purged()).as("each is counted by who deleted it").isEqualTo(499);
      assertThat(lastSuccess()).isEqualTo(before);
      assertThat(retention.purgeBatch()).isTrue();
      assertThat(lastSuccess()).isEqualTo(clock.getTime() / 1000.0);
    }
  }

  @Test
  void purgeOfARun_besideThatOfAnotherInstance_isNoSuccessWhileMoreIsLeft() throws Exception {
    try (Opened opened = patient()) {
      Instant ended = Instant.ofEpochMilli(clock.getTime());
      TestRuns.insert(opened.configuration(), "old", ended, ended, MORE_THAN_A_BATCH);
      Retention retention = retention(opened);
      double before = lastSuccess();
      clock.advance(KEPT.plusMillis(1));

      assertThat(
              purgeBeside(opened, retention, "DELETE FROM reverification_item WHERE item <= 500"))
          .as("the other one deleted all that this one had found")
          .isFalse();
      assertThat(lastSuccess()).isEqualTo(before);
    }
  }

  /** What a batch returns that had to wait for a statement of another instance. */
  private static boolean purgeBeside(Opened opened, Retention retention, String sql)
      throws Exception {
    CompletableFuture<Boolean> batch;
    try (Connection other = opened.writer();
        Statement deletion = other.createStatement()) {
      int unused = deletion.executeUpdate(sql);
      batch = CompletableFuture.supplyAsync(retention::purgeBatch);
      await().until(() -> isWaitingForALock(opened));
      other.commit();
    }
    return batch.get(1, TimeUnit.MINUTES);
  }

  /** A PostgreSQL that may let a statement wait for as long as the test needs to see it. */
  private static Opened patient() throws Exception {
    HistoryConfiguration usual = Kind.POSTGRESQL.configuration();
    return HistoryDatabases.open(
        new HistoryConfiguration(
            usual.url(),
            usual.username(),
            usual.passwordFile(),
            usual.keysFile(),
            usual.keepFor(),
            io.dropwizard.util.Duration.minutes(2),
            usual.maxReadConnections()));
  }

  private static boolean isWaitingForALock(Opened opened) {
    return !PostgresProcess.shared()
        .query(
            opened.configuration().url().replaceFirst(".*/", ""),
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND query LIKE 'DELETE FROM %'"
                + " AND datname = current_database()")
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void runs_thatEndedLongerAgo_areDeletedAfterTheRecords(Kind kind) throws Exception {
    try (Opened opened = kind.open()) {
      Instant ended = Instant.ofEpochMilli(clock.getTime());
      TestRuns.insert(opened.configuration(), "old", ended, ended, 501);
      insert(opened, List.of(at(clock.getTime(), "a", Status.VERIFIED)));
      Retention retention = retention(opened);
      double before = lastSuccess();
      clock.advance(KEPT.plusMillis(1));

      assertThat(retention.purgeBatch()).as("a record and 500 items").isFalse();
      assertThat(purged()).isEqualTo(1);
      assertThat(retention.purgeBatch()).as("an item").isFalse();
      assertThat(retention.purgeBatch()).as("the run").isFalse();
      assertThat(lastSuccess()).as("while there is anything left").isEqualTo(before);
      assertThat(metrics.counter(HistoryMetrics.PURGED_RUNS.name()).getCount()).isEqualTo(1);
      assertThat(retention.purgeBatch()).isTrue();
      assertThat(lastSuccess()).isEqualTo(clock.getTime() / 1000.0);
    }
  }

  private Retention retention(Opened opened) {
    MetricRecorder recorder =
        new MetricRecorder(HistoryMetrics.FAMILIES, metrics, new ScrapeRegistry(), false);
    return new Retention(opened.table(), new HistoryMetrics(recorder), KEPT.toMillis(), clock);
  }

  private static void insert(Opened opened, List<VerificationRecord> records) throws Exception {
    try (Connection writer = opened.writer()) {
      opened.database().insert(writer, records);
    }
  }

  private double lastSuccess() {
    return (Double) metrics.getGauges().get(HistoryMetrics.PURGE_LAST_SUCCESS.name()).getValue();
  }

  private long purged() {
    return metrics.getCounters().entrySet().stream()
        .filter(e -> e.getKey().contains("history_purged") && e.getKey().contains("retention"))
        .mapToLong(e -> e.getValue().getCount())
        .sum();
  }
}
