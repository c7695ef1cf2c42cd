package io.kycgateway.history;

import static io.kycgateway.history.RecordSamples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.HistoryDatabases.Opened;
import io.kycgateway.history.database.DatabaseUnavailableException;
import io.kycgateway.history.database.TestSchema;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.testing.MovableClock;
import io.kycgateway.verification.Status;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
      assertThat(retention.purgeBatch()).as("not older than they may become").isZero();
      clock.advance(Duration.ofMillis(1));
      double before = lastSuccess();
      assertThat(retention.purgeBatch()).isEqualTo(500);
      clock.advance(Duration.ofSeconds(7));
      assertThat(lastSuccess()).as("more are left").isEqualTo(before);
      assertThat(retention.purgeBatch()).isEqualTo(1);
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
      assertThat(retention.purgeBatch()).isZero();
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
