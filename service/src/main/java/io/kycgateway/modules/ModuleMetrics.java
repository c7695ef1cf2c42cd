package io.kycgateway.modules;

import com.codahale.metrics.Counter;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.verification.ModuleName;

/** What one module's HTTP attempts leave behind. */
public record ModuleMetrics(Counter first, Counter retries, Counter inflight) {
  public static ModuleMetrics of(MetricRecorder families, ModuleName module) {
    return new ModuleMetrics(
        families.counter(Catalogue.MODULE_ATTEMPTS, module.wireName(), "first"),
        families.counter(Catalogue.MODULE_ATTEMPTS, module.wireName(), "retry"),
        families.counter(Catalogue.MODULE_INFLIGHT, module.wireName()));
  }
}
