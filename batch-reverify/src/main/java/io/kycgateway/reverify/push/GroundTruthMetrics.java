package io.kycgateway.reverify.push;

import com.codahale.metrics.Counter;
import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.reverify.accuracy.ErrorRate;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Records how accurate verifications of labelled records are. An error rate is registered with its
 * first trial: without trials it has no value. For one thread.
 */
final class GroundTruthMetrics {
  private static final Family TRIALS =
      Family.counter(
          "kyc_ground_truth_trials_total",
          "Labelled records that were verified again, presentation attacks included, by outcome.",
          Label.closed("ground_truth", GroundTruth.values()),
          Label.closed("status", Status.values()));

  private static final Family FAR =
      Family.gauge(
          "kyc_far_ratio",
          "False accepts as a fraction of impostor trials, presentation attacks excluded.");

  private static final Family FAR_LOWER_BOUND =
      Family.gauge(
          "kyc_far_lower_bound_ratio",
          "Exact one-sided 95 % lower bound of the false acceptance rate.");

  private static final Family FAR_UPPER_BOUND =
      Family.gauge(
          "kyc_far_upper_bound_ratio",
          "Exact one-sided 95 % upper bound of the false acceptance rate.");

  private static final Family FRR =
      Family.gauge("kyc_frr_ratio", "False rejects as a fraction of genuine trials.");

  private static final Family FRR_LOWER_BOUND =
      Family.gauge(
          "kyc_frr_lower_bound_ratio",
          "Exact one-sided 95 % lower bound of the false rejection rate.");

  private static final Family FRR_UPPER_BOUND =
      Family.gauge(
          "kyc_frr_upper_bound_ratio",
          "Exact one-sided 95 % upper bound of the false rejection rate.");

  private static final Family APCER_UPPER_BOUND =
      Family.gauge(
          "kyc_apcer_upper_bound_ratio",
          "Exact one-sided 95 % upper bound of the fraction of presentation attacks that liveness"
              + " classified as bona fide.",
          Label.closed("attack_type", AttackType.values()));

  static final List<Family> FAMILIES =
      List.of(
          TRIALS,
          FAR,
          FAR_LOWER_BOUND,
          FAR_UPPER_BOUND,
          FRR,
          FRR_LOWER_BOUND,
          FRR_UPPER_BOUND,
          APCER_UPPER_BOUND);

  private final MetricRecorder recorder;
  private final Tally tally;
  private final EnumTable<GroundTruth, EnumTable<Status, Counter>> trials;
  private boolean hasFar;
  private boolean hasFrr;
  private final Set<AttackType> hasApcer = EnumSet.noneOf(AttackType.class);

  GroundTruthMetrics(MetricRecorder recorder, Tally tally) {
    this.recorder = recorder;
    this.tally = tally;
    trials =
        EnumTable.of(
            GroundTruth.class, truth -> recorder.counters(TRIALS, Status.class, truth.wireName()));
  }

  /** Counts a verified record, if it is labelled. */
  void record(Labels labels, Status status) {
    GroundTruth truth = labels.groundTruth();
    if (truth != null) {
      trials.get(truth).get(status).inc();
    }
  }

  /** Registers the rates that have trials since the tally took in a record with these labels. */
  void registerRates(Labels labels) {
    if (!hasFar && tally.far().hasTrials()) {
      hasFar = true;
      rate(FAR, FAR_LOWER_BOUND, FAR_UPPER_BOUND, tally::far);
    }
    if (!hasFrr && tally.frr().hasTrials()) {
      hasFrr = true;
      rate(FRR, FRR_LOWER_BOUND, FRR_UPPER_BOUND, tally::frr);
    }
    AttackType attack = labels.attack();
    if (attack != null && tally.attacks(attack) != null && hasApcer.add(attack)) {
      recorder.gauge(
          APCER_UPPER_BOUND,
          () -> Objects.requireNonNull(tally.attacks(attack)).apcer().upperBound(),
          attack.wireName());
    }
  }

  private void rate(Family ratio, Family lower, Family upper, Supplier<ErrorRate> rate) {
    recorder.gauge(ratio, () -> rate.get().ratio());
    recorder.gauge(lower, () -> rate.get().lowerBound());
    recorder.gauge(upper, () -> rate.get().upperBound());
  }
}
