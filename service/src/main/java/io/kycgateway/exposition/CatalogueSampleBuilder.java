package io.kycgateway.exposition;

import io.kycgateway.metrics.Series;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.dropwizard.samplebuilder.SampleBuilder;
import java.util.List;

/** Gives a Dropwizard metric's sample its name and labels from the catalogue. */
final class CatalogueSampleBuilder implements SampleBuilder {
  private static final String UNEXPOSED = "unexposed";

  private final SeriesLookup lookup;

  CatalogueSampleBuilder(SeriesLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public Sample createSample(
      String dropwizardName,
      String nameSuffix,
      List<String> additionalLabelNames,
      List<String> additionalLabelValues,
      double value) {
    Series series =
        lookup
            .find(dropwizardName)
            .orElseThrow(() -> new IllegalStateException("exported without a family"));
    if (!additionalLabelNames.isEmpty()) {
      // A quantile, such as of a histogram: only counts are exposed.
      return new Sample(UNEXPOSED, List.of(), List.of(), value);
    }
    // The suffix, _total of a meter or _count of a timer, is already part of the family's name.
    return new Sample(
        series.family().name(), series.family().labelNames(), series.labelValues(), value);
  }
}
