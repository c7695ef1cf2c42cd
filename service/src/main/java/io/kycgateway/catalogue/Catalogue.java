package io.kycgateway.catalogue;

import io.kycgateway.admin.AdminMetrics;
import io.kycgateway.api.auth.ApiMetrics;
import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.history.HistoryMetrics;
import io.kycgateway.http.HttpMetrics;
import io.kycgateway.idempotency.IdempotencyMetrics;
import io.kycgateway.metrics.BuildMetrics;
import io.kycgateway.metrics.DropwizardFamilies;
import io.kycgateway.metrics.Family;
import io.kycgateway.ratelimit.RateLimitMetrics;
import io.kycgateway.simulator.SimulatorMetrics;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every metric family of the service, each defined beside its one writer. What is not here is not
 * exposed; tests hold the live scrape and the documented table against it.
 */
public final class Catalogue {
  /** What the gateway records. */
  public static final List<Family> GATEWAY =
      Stream.of(
              HttpMetrics.FAMILIES,
              RateLimitMetrics.FAMILIES,
              IdempotencyMetrics.FAMILIES,
              HistoryMetrics.FAMILIES,
              EngineMetrics.FAMILIES,
              ApiMetrics.FAMILIES,
              AdminMetrics.FAMILIES,
              BuildMetrics.FAMILIES)
          .flatMap(List::stream)
          .toList();

  /** What the service exposes: also Dropwizard's own metrics and those of the simulated modules. */
  public static final List<Family> ALL =
      Stream.of(GATEWAY, DropwizardFamilies.FAMILIES, SimulatorMetrics.FAMILIES)
          .flatMap(List::stream)
          .toList();

  private Catalogue() {}
}
