package io.kycgateway.modules;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.WireName;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.verification.ModuleName;
import java.util.List;

/** Counts one module's HTTP attempts. */
public record ModuleMetrics(Counter first, Counter retries, Counter inflight) {
  private static final Label MODULE = Label.closed("module", ModuleName.values());

  static final Family MODULE_ATTEMPTS =
      Family.counter(
          "kyc_module_attempts_total",
          "HTTP attempts to call a module.",
          MODULE,
          Label.closed("kind", AttemptKind.values()));

  static final Family MODULE_INFLIGHT =
      Family.gauge("kyc_module_inflight", "Module calls in flight.", MODULE);

  static final Family MODULE_CIRCUIT_STATE =
      Family.gauge(
          "kyc_module_circuit_state",
          "Circuit breaker state: 0 closed, 1 half-open, 2 open.",
          MODULE);

  public static final List<Family> FAMILIES =
      List.of(MODULE_ATTEMPTS, MODULE_INFLIGHT, MODULE_CIRCUIT_STATE);

  private enum AttemptKind implements WireName {
    FIRST,
    RETRY
  }

  public static ModuleMetrics of(MetricRecorder recorder, ModuleName module) {
    EnumTable<AttemptKind, Counter> attempts =
        recorder.counters(MODULE_ATTEMPTS, AttemptKind.class, module.wireName());
    return new ModuleMetrics(
        attempts.get(AttemptKind.FIRST),
        attempts.get(AttemptKind.RETRY),
        recorder.counter(MODULE_INFLIGHT, module.wireName()));
  }

  /** Exposes the state of the module's circuit breaker. */
  public static void circuitState(
      MetricRecorder recorder, ModuleName module, Gauge<Integer> state) {
    recorder.gauge(MODULE_CIRCUIT_STATE, state, module.wireName());
  }
}
