package io.kycgateway.history;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.WireName;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Records what becomes of records. */
public final class HistoryMetrics {
  private static final double MILLIS_PER_SECOND = 1000;

  static final Family WRITES =
      Family.counter(
          "kyc_history_writes_total",
          "Records of verifications by result; failed: not committed in time, answered 503.",
          Label.closed("result", WriteResult.values()));

  static final Family COMMIT_DURATION =
      Family.histogram(
          "kyc_history_commit_duration_seconds",
          "Time from an outcome to its committed record.",
          List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0));

  static final Family PENDING =
      Family.gauge("kyc_history_pending", "Records that wait for a commit.");

  /** Whether verifications can be kept. */
  public static final Family AVAILABLE =
      Family.gauge(
          "kyc_history_available",
          "1 while the database takes records; absent without a database.");

  static final Family PURGED =
      Family.counter(
          "kyc_history_purged_total",
          "Records deleted by retention, and erased on request.",
          Label.closed("reason", PurgeReason.values()));

  static final Family PURGED_RUNS =
      Family.counter(
          "kyc_history_purged_runs_total",
          "Runs of the re-verification over the history that were deleted by retention, with their"
              + " items.");

  /** The latest time at which nothing was left to purge. */
  public static final Family PURGE_LAST_SUCCESS =
      Family.gauge(
          "kyc_history_purge_last_success_timestamp_seconds",
          "Unix time of this process's latest purge that left no record or run older than"
              + " history.keepFor, or of its start; absent without a database.");

  public static final List<Family> FAMILIES =
      List.of(WRITES, COMMIT_DURATION, PENDING, AVAILABLE, PURGED, PURGED_RUNS, PURGE_LAST_SUCCESS);

  /** What became of a record. */
  enum WriteResult implements WireName {
    COMMITTED,
    FAILED
  }

  /** Why a record, or what is personal in it, was removed. */
  enum PurgeReason implements WireName {
    RETENTION,
    ERASURE
  }

  private final MetricRecorder recorder;
  private final EnumTable<WriteResult, Counter> writes;
  private final EnumTable<PurgeReason, Counter> purged;
  private final Counter purgedRuns;
  private final Timer commitDuration;

  HistoryMetrics(MetricRecorder recorder) {
    this.recorder = recorder;
    writes = recorder.counters(WRITES, WriteResult.class);
    purged = recorder.counters(PURGED, PurgeReason.class);
    purgedRuns = recorder.counter(PURGED_RUNS);
    commitDuration = recorder.timer(COMMIT_DURATION);
  }

  void observe(IntSupplier pending, BooleanSupplier available) {
    recorder.gauge(PENDING, pending::getAsInt);
    recorder.gauge(AVAILABLE, () -> available.getAsBoolean() ? 1 : 0);
  }

  /**
   * Exposes the latest time at which nothing was left to purge.
   *
   * @param millis since 1970
   */
  void observePurge(LongSupplier millis) {
    recorder.gauge(PURGE_LAST_SUCCESS, () -> millis.getAsLong() / MILLIS_PER_SECOND);
  }

  void committed(long nanos) {
    recorder.atomically(
        () -> {
          writes.get(WriteResult.COMMITTED).inc();
          commitDuration.update(nanos, TimeUnit.NANOSECONDS);
        });
  }

  void failed() {
    writes.get(WriteResult.FAILED).inc();
  }

  void purged(PurgeReason reason, int records) {
    purged.get(reason).inc(records);
  }

  void purgedRuns(int runs) {
    purgedRuns.inc(runs);
  }
}
