package io.kycgateway.pipeline;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.VerificationOutcome.Shed;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * What verifications leave behind. A verification's recordings are made at its end and in one step,
 * so that in every single scrape each module's outcomes, the verifications' outcomes and the count
 * of their durations add up to the same number.
 */
final class PipelineMetrics {
  /** Scores are recorded in whole thousandths: Dropwizard's histograms take whole numbers. */
  private static final double SCORE_STEPS = 1000;

  private final MetricRecorder families;
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

    static OfModule of(MetricRecorder families, String module) {
      return new OfModule(
          families.timer(Catalogue.MODULE_DURATION, module),
          families.histogram(Catalogue.MODULE_SCORE, SCORE_STEPS, module),
          families.counter(Catalogue.DEGRADED_VERIFICATIONS, module),
          families.counters(Catalogue.MODULE_CALLS, ModuleOutcome.Outcome.class, module));
    }
  }

  PipelineMetrics(MetricRecorder families) {
    this.families = families;
    activeSessions = families.counter(Catalogue.ACTIVE_SESSIONS);
    duration = families.timer(Catalogue.VERIFICATION_DURATION);
    byStatus = families.counters(Catalogue.VERIFICATIONS, Status.class);
    shed = families.counters(Catalogue.REQUESTS_SHED, Shed.Reason.class);
    live = families.counter(Catalogue.LIVENESS_CHECKS, "live");
    attacks = families.counter(Catalogue.LIVENESS_CHECKS, "attack");
    modules = EnumTable.of(ModuleName.class, module -> OfModule.of(families, module.wireName()));
  }

  void shed(Shed.Reason reason) {
    shed.get(reason).inc();
  }

  void accepted() {
    activeSessions.inc();
  }

  /**
   * Records a verification that has its outcome.
   *
   * @param degraded the modules that a decision had to do without
   */
  void concluded(
      Status status,
      long nanos,
      Collection<ModuleOutcome> records,
      Collection<ModuleName> degraded) {
    families
        .barrier()
        .together(
            () -> {
              records.forEach(this::record);
              degraded.forEach(module -> modules.get(module).degraded().inc());
              duration.update(nanos, TimeUnit.NANOSECONDS);
              byStatus.get(status).inc();
              activeSessions.dec();
            });
  }

  private void record(ModuleOutcome record) {
    OfModule module = modules.get(record.module());
    module.outcomes().get(record.outcome()).inc();
    if (record.outcome().isMeasured()) {
      module.duration().update(record.nanos(), TimeUnit.NANOSECONDS);
    }
    if (record.answer() != null) {
      module.score().update(Math.round(record.answer().score() * SCORE_STEPS));
      if (record.module() == ModuleName.LIVENESS
          && record.answer() instanceof ModuleResult.Scored liveness) {
        record(liveness);
      }
    }
  }

  private void record(ModuleResult.Scored liveness) {
    if (liveness.attackType() == null) {
      live.inc();
    } else {
      attacks.inc();
      families.foldingCounter(Catalogue.LIVENESS_FAILURES, liveness.attackType()).inc();
    }
  }
}
