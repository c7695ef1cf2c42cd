package io.kycgateway.metrics;

import static io.kycgateway.metrics.Family.counter;
import static io.kycgateway.metrics.Family.gauge;
import static io.kycgateway.metrics.Family.histogram;
import static io.kycgateway.metrics.Source.BATCH;

import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.util.List;

/** What bulk re-verification pushes beside the pipeline's own families. */
public final class BatchFamilies {
  /** The previous status of a record that had none. */
  public static final String NO_PREVIOUS = "NONE";

  private static final Label STATUS = Label.closed("status", Status.values());

  public static final Family DURATION =
      histogram(
          BATCH,
          "kyc_reverification_duration_seconds",
          "Time that verifying one record took, over all its attempts, without the job's own waits.",
          Catalogue.VERIFICATION_BOUNDS);

  public static final Family RECORDS_BY_STATUS =
      counter(
          BATCH,
          "kyc_reverifications_total",
          "Records that were verified again, by outcome, exactly one each.",
          STATUS);

  public static final Family TRANSITIONS =
      counter(
          BATCH,
          "kyc_reverification_transitions_total",
          "Records that were verified again, by the status before and now.",
          Label.closed("previous", "VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR", NO_PREVIOUS),
          Label.closed("current", Status.values()));

  public static final Family RECORDS =
      gauge(
          BATCH,
          "kyc_reverification_records",
          "Lines of the manifest: total, done (with a result), dead_letter (without one), and of"
              + " these failed (verified, in vain).",
          Label.closed("state", "total", "done", "failed", "dead_letter"));

  public static final Family LAST_START =
      gauge(
          BATCH,
          "kyc_reverification_last_start_timestamp_seconds",
          "When the latest run started, in seconds since 1970.");

  public static final Family LAST_COMPLETION =
      gauge(
          BATCH,
          "kyc_reverification_last_completion_timestamp_seconds",
          "When a run last reached the end of its manifest, in seconds since 1970.");

  public static final Family LAST_SUCCESS =
      gauge(
          BATCH,
          "kyc_reverification_last_success_timestamp_seconds",
          "When a run last reached the end of its manifest within its failure threshold, in seconds"
              + " since 1970.");

  public static final Family SHARDS =
      gauge(BATCH, "kyc_reverification_shards", "Shards that the latest run is divided into.");

  public static final Family PUSH_FAILURES =
      counter(
          BATCH,
          "kyc_reverification_push_failures_total",
          "Attempts of this run to push that failed.");

  public static final Family GROUND_TRUTH_TRIALS =
      counter(
          BATCH,
          "kyc_ground_truth_trials_total",
          "Labelled records that were verified again, presentation attacks included, by outcome.",
          Label.closed("ground_truth", "genuine", "impostor"),
          STATUS);

  public static final Family FAR =
      gauge(
          BATCH,
          "kyc_far_ratio",
          "False accepts as a share of impostor trials, presentation attacks not among them.");

  public static final Family FAR_LOWER_BOUND =
      gauge(
          BATCH,
          "kyc_far_lower_bound_ratio",
          "Exact one-sided 95 % lower bound of the false acceptance rate.");

  public static final Family FAR_UPPER_BOUND =
      gauge(
          BATCH,
          "kyc_far_upper_bound_ratio",
          "Exact one-sided 95 % upper bound of the false acceptance rate.");

  public static final Family FRR =
      gauge(BATCH, "kyc_frr_ratio", "False rejects as a share of genuine trials.");

  public static final Family FRR_LOWER_BOUND =
      gauge(
          BATCH,
          "kyc_frr_lower_bound_ratio",
          "Exact one-sided 95 % lower bound of the false rejection rate.");

  public static final Family FRR_UPPER_BOUND =
      gauge(
          BATCH,
          "kyc_frr_upper_bound_ratio",
          "Exact one-sided 95 % upper bound of the false rejection rate.");

  public static final Family APCER_UPPER_BOUND =
      gauge(
          BATCH,
          "kyc_apcer_upper_bound_ratio",
          "Exact one-sided 95 % upper bound of the share of presentation attacks that liveness took"
              + " for bona fide.",
          Label.closed("attack_type", AttackType.values()));

  static final List<Family> ALL =
      List.of(
          DURATION,
          RECORDS_BY_STATUS,
          TRANSITIONS,
          RECORDS,
          LAST_START,
          LAST_COMPLETION,
          LAST_SUCCESS,
          SHARDS,
          PUSH_FAILURES,
          GROUND_TRUTH_TRIALS,
          FAR,
          FAR_LOWER_BOUND,
          FAR_UPPER_BOUND,
          FRR,
          FRR_LOWER_BOUND,
          FRR_UPPER_BOUND,
          APCER_UPPER_BOUND);

  private BatchFamilies() {}
}
