package io.kycgateway.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.core.metrics.Summary;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The histograms and summaries of this process, in the official client: Dropwizard has neither
 * buckets nor exemplars.
 */
final class Distributions {
  private final ScrapeRegistry prometheus;
  private final boolean nativeHistograms;
  private final Map<Family, StatefulMetric<? extends DistributionDataPoint, ?>> byFamily =
      new ConcurrentHashMap<>();

  /**
   * @param nativeHistograms whether histograms also have native buckets
   */
  Distributions(ScrapeRegistry prometheus, boolean nativeHistograms) {
    this.prometheus = prometheus;
    this.nativeHistograms = nativeHistograms;
  }

  /** Where a series is recorded; from the first call on, every scrape has it. */
  DistributionDataPoint dataPoint(Series series) {
    return byFamily
        .computeIfAbsent(series.family(), this::register)
        .labelValues(series.labelValues().toArray(String[]::new));
  }

  private StatefulMetric<? extends DistributionDataPoint, ?> register(Family family) {
    String[] labelNames = family.labelNames().toArray(String[]::new);
    if (family.type() == MetricType.SUMMARY) {
      return Summary.builder()
          .name(family.name())
          .help(family.help())
          .labelNames(labelNames)
          .register(prometheus);
    }
    Histogram.Builder builder =
        Histogram.builder()
            .name(family.name())
            .help(family.help())
            .labelNames(labelNames)
            .classicUpperBounds(family.bounds().stream().mapToDouble(b -> b).toArray());
    return (nativeHistograms ? builder : builder.classicOnly()).register(prometheus);
  }
}
