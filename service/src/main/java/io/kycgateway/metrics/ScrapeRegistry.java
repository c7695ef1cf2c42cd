package io.kycgateway.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one Prometheus registry of a process. A scrape sees recordings that belong together either
 * all or not at all.
 */
public final class ScrapeRegistry extends PrometheusRegistry {
  private final ScrapeLock scrapeLock = new ScrapeLock();

  /** Groups recordings that a scrape must see together. */
  ScrapeLock scrapeLock() {
    return scrapeLock;
  }

  // The base class delegates every other variant to these two.

  @Override
  public MetricSnapshots scrape(@Nullable PrometheusScrapeRequest request) {
    return scrapeLock.collect(() -> super.scrape(request));
  }

  @Override
  public MetricSnapshots scrape(
      Predicate<String> includedNames, @Nullable PrometheusScrapeRequest request) {
    return scrapeLock.collect(() -> super.scrape(includedNames, request));
  }
}
