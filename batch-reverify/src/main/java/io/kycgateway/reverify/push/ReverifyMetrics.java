package io.kycgateway.reverify.push;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.BatchFamilies;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.reverify.accuracy.ErrorRate;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of a run. All recordings of a line are made in one step, so that every push is
 * consistent. Families of ground truth exist only once a labelled record was processed. For use by
 * one thread.
 */
public final class ReverifyMetrics {
  private final MetricRecorder recorder;
  private final Tally tally;
  private final Timer duration;
  private final EnumTable<Status, Counter> byStatus;
  private final EnumTable<Status, EnumTable<Status, Counter>> transitions;
  private final EnumTable<Status, Counter> firstTransitions;
  private final EnumTable<GroundTruth, EnumTable<Status, Counter>> trials;
  private boolean hasFar;
  private boolean hasFrr;
  private final Set<AttackType> hasApcer = EnumSet.noneOf(AttackType.class);

  public ReverifyMetrics(MetricRecorder recorder, Tally tally, Shard shard, LineCount lines) {
    this.recorder = recorder;
    this.tally = tally;
    duration = recorder.timer(BatchFamilies.DURATION);
    byStatus = recorder.counters(BatchFamilies.RECORDS_BY_STATUS, Status.class);
    transitions =
        EnumTable.of(
            Status.class,
            previous ->
                recorder.counters(BatchFamilies.TRANSITIONS, Status.class, previous.wireName()));
    firstTransitions =
        recorder.counters(BatchFamilies.TRANSITIONS, Status.class, BatchFamilies.NO_PREVIOUS);
    trials =
        EnumTable.of(
            GroundTruth.class,
            truth ->
                recorder.counters(
                    BatchFamilies.GROUND_TRUTH_TRIALS, Status.class, truth.wireName()));
    recorder.gauge(BatchFamilies.RECORDS, lines::total, "total");
    recorder.gauge(BatchFamilies.RECORDS, tally::done, "done");
    recorder.gauge(BatchFamilies.RECORDS, tally::failed, "failed");
    recorder.gauge(BatchFamilies.RECORDS, tally::deadLetters, "dead_letter");
    recorder.gauge(BatchFamilies.SHARDS, shard::count);
  }

  /** Records a processed line, here and in the tally. */
  public void record(RecordOutcome outcome) {
    recorder.barrier().together(() -> recordAtOnce(outcome));
    registerGroundTruth(outcome);
  }

  private void recordAtOnce(RecordOutcome outcome) {
    tally.add(outcome);
    Status status = outcome.status();
    if (status == null) {
      return;
    }
    duration.update(outcome.micros(), TimeUnit.MICROSECONDS);
    byStatus.get(status).inc();
    Labels labels = outcome.labels();
    Status previous = labels.previous();
    (previous == null ? firstTransitions : transitions.get(previous)).get(status).inc();
    GroundTruth truth = labels.groundTruth();
    if (truth != null) {
      trials.get(truth).get(status).inc();
    }
  }

  private void registerGroundTruth(RecordOutcome outcome) {
    if (!hasFar && tally.far().hasTrials()) {
      hasFar = true;
      rate(BatchFamilies.FAR, ErrorRate::ratio, true);
      rate(BatchFamilies.FAR_LOWER_BOUND, ErrorRate::lowerBound, true);
      rate(BatchFamilies.FAR_UPPER_BOUND, ErrorRate::upperBound, true);
    }
    if (!hasFrr && tally.frr().hasTrials()) {
      hasFrr = true;
      rate(BatchFamilies.FRR, ErrorRate::ratio, false);
      rate(BatchFamilies.FRR_LOWER_BOUND, ErrorRate::lowerBound, false);
      rate(BatchFamilies.FRR_UPPER_BOUND, ErrorRate::upperBound, false);
    }
    AttackType attack = outcome.labels().attack();
    if (attack != null && tally.attacks(attack) != null && hasApcer.add(attack)) {
      recorder.gauge(
          BatchFamilies.APCER_UPPER_BOUND,
          () -> Objects.requireNonNull(tally.attacks(attack)).apcer().upperBound(),
          attack.wireName());
    }
  }

  private void rate(
      io.kycgateway.metrics.Family family, ToDoubleFunction<ErrorRate> value, boolean isFar) {
    recorder.gauge(family, () -> value.applyAsDouble(isFar ? tally.far() : tally.frr()));
  }
}
