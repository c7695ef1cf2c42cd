package io.kycgateway.pipeline;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.Exemplars;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times verifications. A verification's recordings are made at its end and in one step,
 * so that in every single scrape each module's outcomes, the verifications' outcomes and the count
 * of their durations add up to the same number.
 */
public final class PipelineMetrics implements OutcomeListener {
  /** Scores are recorded in whole thousandths: Dropwizard's histograms take whole numbers. */
  private static final double SCORE_STEPS = 1000;

  private final MetricRecorder metrics;
  private final Counter activeSessions;
  private final Timer duration;
  private final EnumTable<Status, Counter> byStatus;
  private final EnumTable<Shed.Reason, Counter> shed;
  private final Counter live;
  private final Counter attacks;
  private final EnumTable<ModuleName, OfModule> modules;

  private record OfModule(
      Timer duration,
      Histogram score,
      Counter degraded,
      EnumTable<ModuleOutcome.Outcome, Counter> outcomes) {

    static OfModule of(MetricRecorder metrics, String module) {
      return new OfModule(
          metrics.timer(Catalogue.MODULE_DURATION, module),
          metrics.histogram(Catalogue.MODULE_SCORE, SCORE_STEPS, module),
          metrics.counter(Catalogue.DEGRADED_VERIFICATIONS, module),
          metrics.counters(Catalogue.MODULE_CALLS, ModuleOutcome.Outcome.class, module));
    }
  }

  /** Registers every series, at zero. */
  public PipelineMetrics(MetricRecorder metrics) {
    this.metrics = metrics;
    activeSessions = metrics.counter(Catalogue.ACTIVE_SESSIONS);
    duration = metrics.timer(Catalogue.VERIFICATION_DURATION);
    byStatus = metrics.counters(Catalogue.VERIFICATIONS, Status.class);
    shed = metrics.counters(Catalogue.REQUESTS_SHED, Shed.Reason.class);
    live = metrics.counter(Catalogue.LIVENESS_CHECKS, "live");
    attacks = metrics.counter(Catalogue.LIVENESS_CHECKS, "attack");
    modules = EnumTable.of(ModuleName.class, module -> OfModule.of(metrics, module.wireName()));
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
    try (Exemplars.Scope scope = Exemplars.within(verification.accepted().context().trace())) {
      metrics
          .barrier()
          .together(
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
      live.inc();
    } else {
      attacks.inc();
      metrics.foldingCounter(Catalogue.LIVENESS_FAILURES, liveness.attackType()).inc();
    }
  }
}
