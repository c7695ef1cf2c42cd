package io.kycgateway.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one Prometheus registry of a process. A scrape sees recordings that belong together either
 * all or not at all.
 */
public final class ScrapeRegistry extends PrometheusRegistry {
  private final ScrapeLock scrapeLock = new ScrapeLock();
  private final PrometheusRegistry process = new PrometheusRegistry();

  /** Groups recordings that a scrape must see together. */
  ScrapeLock scrapeLock() {
    return scrapeLock;
  }

  /**
   * For collectors that read the process and belong to no group, such as the JVM's. Asking the
   * kernel and the collectors of garbage takes most of a scrape, and verifications need not wait
   * for it.
   */
  public PrometheusRegistry process() {
    return process;
  }

  // The base class delegates every other variant to these two.

  @Override
  public MetricSnapshots scrape(@Nullable PrometheusScrapeRequest request) {
    return together(process.scrape(request), scrapeLock.collect(() -> super.scrape(request)));
  }

  @Override
  public MetricSnapshots scrape(
      Predicate<String> includedNames, @Nullable PrometheusScrapeRequest request) {
    return together(
        process.scrape(includedNames, request),
        scrapeLock.collect(() -> super.scrape(includedNames, request)));
  }

  private static MetricSnapshots together(MetricSnapshots some, MetricSnapshots others) {
    return new MetricSnapshots(Stream.concat(some.stream(), others.stream()).toList());
  }
}
