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
   * For collectors that read the process and belong to no group, such as the JVM's: verifications
   * need not wait while they ask the kernel and the garbage collectors. A name that is in both
   * fails each scrape.
   */
  public PrometheusRegistry process() {
    return process;
  }

  // The base class delegates every other variant to these two, and the second without names to the
  // first.

  @Override
  public MetricSnapshots scrape(@Nullable PrometheusScrapeRequest request) {
    return together(process.scrape(request), scrapeLock.collect(() -> super.scrape(request)));
  }

  @Override
  public MetricSnapshots scrape(
      @Nullable Predicate<String> includedNames, @Nullable PrometheusScrapeRequest request) {
    if (includedNames == null) {
      return scrape(request);
    }
    return together(
        process.scrape(includedNames, request),
        scrapeLock.collect(() -> super.scrape(includedNames, request)));
  }

  private static MetricSnapshots together(MetricSnapshots some, MetricSnapshots others) {
    return new MetricSnapshots(Stream.concat(some.stream(), others.stream()).toList());
  }
}
