package io.kycgateway.modules;

import com.codahale.metrics.Counter;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.verification.ModuleName;

/** The counters of one module's HTTP attempts. */
public record ModuleMetrics(Counter first, Counter retries, Counter inflight) {
  public static ModuleMetrics of(MetricRecorder metrics, ModuleName module) {
    return new ModuleMetrics(
        metrics.counter(Catalogue.MODULE_ATTEMPTS, module.wireName(), "first"),
        metrics.counter(Catalogue.MODULE_ATTEMPTS, module.wireName(), "retry"),
        metrics.counter(Catalogue.MODULE_INFLIGHT, module.wireName()));
  }
}
