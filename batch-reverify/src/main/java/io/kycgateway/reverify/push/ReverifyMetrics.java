package io.kycgateway.reverify.push;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.WireName;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.pipeline.PipelineMetrics;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.accuracy.Transitions;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The metrics of a run. All recordings of a line are made in one step, so that every push is
 * consistent. For use by one thread.
 */
public final class ReverifyMetrics {
  private static final Family DURATION =
      Family.histogram(
          "kyc_reverification_duration_seconds",
          "Verification time per record over all attempts, excluding rate-limit and back-off"
              + " waits.",
          PipelineMetrics.VERIFICATION_DURATION.bounds());

  private static final Family RECORDS_BY_STATUS =
      Family.counter(
          "kyc_reverifications_total",
          "Records that were verified again, by outcome, exactly one each.",
          Label.closed("status", Status.values()));

  private static final Family TRANSITIONS =
      Family.counter(
          "kyc_reverification_transitions_total",
          "Records that were verified again, by previous and current status.",
          Label.closed("previous", Status.values()).or(Transitions.NO_PREVIOUS),
          Label.closed("current", Status.values()));

  private static final Family RECORDS =
      Family.gauge(
          "kyc_reverification_records",
          "Manifest lines by state: total, done, dead_letter, failed (dead letters that were"
              + " attempted).",
          Label.closed("state", State.values()));

  private static final Family SHARDS =
      Family.gauge("kyc_reverification_shards", "Shards that the latest run is divided into.");

  static final List<Family> FAMILIES =
      List.of(DURATION, RECORDS_BY_STATUS, TRANSITIONS, RECORDS, SHARDS);

  private enum State implements WireName {
    TOTAL,
    DONE,
    FAILED,
    DEAD_LETTER
  }

  private final MetricRecorder recorder;
  private final Tally tally;
  private final Timer duration;
  private final EnumTable<Status, Counter> byStatus;
  private final EnumTable<Status, EnumTable<Status, Counter>> transitions;
  private final EnumTable<Status, Counter> firstTransitions;
  private final GroundTruthMetrics groundTruth;

  public ReverifyMetrics(MetricRecorder recorder, Tally tally, Shard shard, LineCount lines) {
    this.recorder = recorder;
    this.tally = tally;
    duration = recorder.timer(DURATION);
    byStatus = recorder.counters(RECORDS_BY_STATUS, Status.class);
    transitions =
        EnumTable.of(
            Status.class,
            previous -> recorder.counters(TRANSITIONS, Status.class, previous.wireName()));
    firstTransitions = recorder.counters(TRANSITIONS, Status.class, Transitions.NO_PREVIOUS);
    groundTruth = new GroundTruthMetrics(recorder, tally);
    // Skipped ones are none of a run's work: total is done and dead letters at its end.
    recorder.gauge(RECORDS, () -> lines.total() - tally.skipped(), State.TOTAL.wireName());
    recorder.gauge(RECORDS, tally::done, State.DONE.wireName());
    recorder.gauge(RECORDS, tally::failed, State.FAILED.wireName());
    recorder.gauge(RECORDS, tally::deadLetters, State.DEAD_LETTER.wireName());
    recorder.gauge(SHARDS, shard::count);
  }

  /** Records a processed line, here and in the tally. */
  public void record(RecordOutcome outcome) {
    recorder.atomically(() -> recordAtOnce(outcome));
    groundTruth.registerRates(outcome.labels());
  }

  private void recordAtOnce(RecordOutcome outcome) {
    tally.add(outcome);
    Status status = outcome.status();
    if (status == null) {
      return;
    }
    duration.update(outcome.micros(), TimeUnit.MICROSECONDS);
    byStatus.get(status).inc();
    Status previous = outcome.labels().previous();
    (previous == null ? firstTransitions : transitions.get(previous)).get(status).inc();
    groundTruth.record(outcome.labels(), status);
  }
}
