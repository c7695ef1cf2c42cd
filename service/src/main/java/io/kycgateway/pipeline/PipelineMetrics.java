package io.kycgateway.pipeline;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.WireName;
import io.kycgateway.metrics.Exemplars;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Records verifications. Each one's recordings are made at its end and in one step, so that in
 * every scrape each module's outcomes, the verifications' outcomes and the count of their durations
 * add up to the same number.
 */
public final class PipelineMetrics implements OutcomeListener {
  private static final Label MODULE = Label.closed("module", ModuleName.values());

  public static final Family VERIFICATION_DURATION =
      Family.histogram(
          "kyc_verification_duration_seconds",
          "Time from acceptance to outcome, for every outcome.",
          List.of(1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0));

  public static final Family MODULE_DURATION =
      Family.histogram(
          "kyc_module_duration_seconds",
          "Module call duration including retries; cancelled and skipped calls are not observed.",
          List.of(0.5, 1.0, 2.0, 4.0, 8.0),
          MODULE);

  public static final Family VERIFICATIONS =
      Family.counter(
          "kyc_verifications_total",
          "Accepted verifications by outcome, exactly one each.",
          Label.closed("status", Status.values()));

  public static final Family LIVENESS_FAILURES =
      Family.counter(
          "kyc_liveness_failures_total",
          "Presentation attacks that liveness detected, by type; unknown types count as other.",
          Label.closed("attack_type", AttackType.values()).withFallback(AttackType.OTHER));

  public static final Family ACTIVE_SESSIONS =
      Family.gauge(
          "kyc_active_sessions", "Verifications in flight: accepted and without an outcome yet.");

  public static final Family MODULE_CALLS =
      Family.counter(
          "kyc_module_calls_total",
          "Module calls by outcome; exactly one per module and verification.",
          MODULE,
          Label.closed("outcome", ModuleOutcome.Outcome.values()));

  public static final Family MODULE_SCORE =
      Family.histogram(
          "kyc_module_score",
          "Scores returned by modules; for decision, its confidence.",
          List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
          MODULE);

  public static final Family LIVENESS_CHECKS =
      Family.counter(
          "kyc_liveness_checks_total",
          "Completed liveness checks by result.",
          Label.closed("result", LivenessResult.values()));

  public static final Family DEGRADED_VERIFICATIONS =
      Family.counter(
          "kyc_degraded_verifications_total",
          "Verifications decided without a result of this module.",
          MODULE);

  public static final Family REQUESTS_SHED =
      Family.counter(
          "kyc_requests_shed_total",
          "Requests refused with 503 before a verification began.",
          Label.closed("reason", Shed.Reason.values()));

  public static final List<Family> FAMILIES =
      List.of(
          VERIFICATION_DURATION,
          MODULE_DURATION,
          VERIFICATIONS,
          LIVENESS_FAILURES,
          ACTIVE_SESSIONS,
          MODULE_CALLS,
          MODULE_SCORE,
          LIVENESS_CHECKS,
          DEGRADED_VERIFICATIONS,
          REQUESTS_SHED);

  private enum LivenessResult implements WireName {
    LIVE,
    ATTACK
  }

  /** Scores are recorded in whole thousandths: Dropwizard's histograms take whole numbers. */
  private static final double SCORE_STEPS = 1000;

  private final MetricRecorder recorder;
  private final Counter activeSessions;
  private final Timer duration;
  private final EnumTable<Status, Counter> byStatus;
  private final EnumTable<Shed.Reason, Counter> shed;
  private final EnumTable<LivenessResult, Counter> livenessChecks;
  private final EnumTable<ModuleName, OfModule> modules;

  private record OfModule(
      Timer duration,
      Histogram score,
      Counter degraded,
      EnumTable<ModuleOutcome.Outcome, Counter> outcomes) {

    static OfModule of(MetricRecorder recorder, String module) {
      return new OfModule(
          recorder.timer(MODULE_DURATION, module),
          recorder.histogram(MODULE_SCORE, SCORE_STEPS, module),
          recorder.counter(DEGRADED_VERIFICATIONS, module),
          recorder.counters(MODULE_CALLS, ModuleOutcome.Outcome.class, module));
    }
  }

  /** Records into that recorder. */
  public PipelineMetrics(MetricRecorder recorder) {
    this.recorder = recorder;
    activeSessions = recorder.counter(ACTIVE_SESSIONS);
    duration = recorder.timer(VERIFICATION_DURATION);
    byStatus = recorder.counters(VERIFICATIONS, Status.class);
    shed = recorder.counters(REQUESTS_SHED, Shed.Reason.class);
    livenessChecks = recorder.counters(LIVENESS_CHECKS, LivenessResult.class);
    modules = EnumTable.of(ModuleName.class, module -> OfModule.of(recorder, module.wireName()));
  }

  @Override
  public void shed(Shed.Reason reason) {
    shed.get(reason).inc();
  }

  @Override
  public void accepted(AcceptedVerification verification) {
    activeSessions.inc();
  }

  @Override
  public void concluded(ConcludedVerification verification) {
    List<ModuleName> degraded =
        verification.outcome() instanceof Decision decision ? decision.degraded() : List.of();
    try (Exemplars.Scope scope =
        Exemplars.within(verification.accepted().context().span().context())) {
      recorder.atomically(
          () -> {
            verification.modules().forEach(this::record);
            degraded.forEach(module -> modules.get(module).degraded().inc());
            duration.update(verification.nanos(), TimeUnit.NANOSECONDS);
            byStatus.get(verification.outcome().status()).inc();
            activeSessions.dec();
          });
    }
  }

  private void record(ModuleOutcome outcome) {
    OfModule module = modules.get(outcome.module());
    module.outcomes().get(outcome.outcome()).inc();
    if (outcome.outcome().isMeasured()) {
      module.duration().update(outcome.nanos(), TimeUnit.NANOSECONDS);
    }
    if (outcome.answer() != null) {
      module.score().update(Math.round(outcome.answer().score() * SCORE_STEPS));
      if (outcome.module() == ModuleName.LIVENESS
          && outcome.answer() instanceof ModuleResult.Scored liveness) {
        record(liveness);
      }
    }
  }

  private void record(ModuleResult.Scored liveness) {
    if (liveness.attackType() == null) {
      livenessChecks.get(LivenessResult.LIVE).inc();
    } else {
      livenessChecks.get(LivenessResult.ATTACK).inc();
      recorder.boundedCounter(LIVENESS_FAILURES, liveness.attackType()).inc();
    }
  }
}
