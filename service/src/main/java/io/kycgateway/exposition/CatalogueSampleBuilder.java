package io.kycgateway.exposition;

import io.kycgateway.metrics.Series;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.dropwizard.samplebuilder.SampleBuilder;
import java.util.List;

/** Names a Dropwizard metric's sample as the catalogue does. */
final class CatalogueSampleBuilder implements SampleBuilder {
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
            .orElseThrow(() -> new IllegalStateException("let through without a family"));
    // The suffix of a meter, _total, is a part of the family's name already.
    return new Sample(
        series.family().name(), series.family().labelNames(), series.labelValues(), value);
  }
}
