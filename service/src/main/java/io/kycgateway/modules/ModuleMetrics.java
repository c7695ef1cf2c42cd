package io.kycgateway.modules;

import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricFamilies;
import io.kycgateway.verification.ModuleName;


import com.codahale.metrics.Counter;

/** What one module's HTTP attempts leave behind. */
public record ModuleMetrics(Counter first, Counter retries, Counter inflight) {
  public static ModuleMetrics of(MetricFamilies families, ModuleName module) {
    return new ModuleMetrics(
        families.counter(Catalogue.MODULE_ATTEMPTS, module.wireName(), "first"),
        families.counter(Catalogue.MODULE_ATTEMPTS, module.wireName(), "retry"),
        families.counter(Catalogue.MODULE_INFLIGHT, module.wireName()));
  }
}
