package io.kycgateway.engine;

import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.modules.ModuleMetrics;
import io.kycgateway.pipeline.PipelineMetrics;
import java.util.List;
import java.util.stream.Stream;

/** What a running pipeline and its modules record, in the gateway and the batch alike. */
public final class EngineMetrics {
  /** Whether simulated modules are in use. */
  public static final Family SIMULATOR_ENABLED =
      Family.gauge(
          "kyc_simulator_enabled", "1 if simulated modules are in use; must be 0 in production.");

  /** Where the adaptive limit stands. */
  public static final Family ADMISSION_LIMIT =
      Family.gauge(
          "kyc_admission_limit",
          "Limit on verifications in flight now; it adapts to this process's own delay.");

  /** What the adaptive limit follows. */
  public static final Family PROCESS_DELAY =
      Family.gauge(
          "kyc_process_delay_seconds",
          "How long work waited for this process: the worst tenth of a second of the last ten"
              + " seconds. Above 0.015 the admission limit shrinks.");

  /** Label values of the pipeline's families that were not in their closed set. */
  public static final Family LABEL_OVERFLOW =
      MetricRecorder.labelOverflow(PipelineMetrics.FAMILIES);

  public static final List<Family> FAMILIES =
      Stream.of(
              PipelineMetrics.FAMILIES,
              ModuleMetrics.FAMILIES,
              List.of(LABEL_OVERFLOW, SIMULATOR_ENABLED, ADMISSION_LIMIT, PROCESS_DELAY))
          .flatMap(List::stream)
          .toList();

  private EngineMetrics() {}
}
