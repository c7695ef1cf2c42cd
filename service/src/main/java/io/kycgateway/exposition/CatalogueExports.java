package io.kycgateway.exposition;

import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricType;
import io.kycgateway.metrics.Series;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.dropwizard.DropwizardExports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stock Dropwizard exporter, restricted to the catalogue: only metrics with a family are
 * exported, with the family's type and help. Distributions are exported by the official client
 * instead. A metric that cannot be read loses its own series, never the scrape.
 */
final class CatalogueExports extends Collector {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogueExports.class);

  private final MetricRegistry registry;
  private final SeriesLookup lookup;
  private final CatalogueSampleBuilder samples;
  private final DropwizardExports all;
  private final Map<String, Family> families = new ConcurrentHashMap<>();
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  CatalogueExports(MetricRegistry registry, SeriesLookup lookup) {
    this.registry = registry;
    this.lookup = lookup;
    this.samples = new CatalogueSampleBuilder(lookup);
    this.all = exports(this::isRead);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<MetricFamilySamples> collected;
    try {
      collected = all.collect();
    } catch (RuntimeException e) {
      collected = collectOneByOne();
    }
    Map<Family, Map<List<String>, Sample>> byFamily = new HashMap<>();
    for (MetricFamilySamples familySamples : collected) {
      familySamples.samples.forEach(sample -> add(sample, byFamily));
    }
    registry
        .getTimers(this::isExported)
        .forEach(
            (name, timer) ->
                add(
                    samples.createSample(
                        name, "_count", List.of(), List.of(), (double) timer.getCount()),
                    byFamily));
    return byFamily.entrySet().stream()
        .map(
            entry -> {
              Family family = entry.getKey();
              return new MetricFamilySamples(
                  family.name(),
                  type(family),
                  family.help(),
                  List.copyOf(entry.getValue().values()));
            })
        .collect(Collectors.toList());
  }

  private void add(Sample sample, Map<Family, Map<List<String>, Sample>> byFamily) {
    Family family = families.get(sample.name);
    if (family != null) {
      // Two metrics of one series, such as connectors that share a port number on different
      // addresses, are summed: a duplicate series would fail the whole scrape.
      byFamily
          .computeIfAbsent(family, f -> new LinkedHashMap<>())
          .merge(sample.labelValues, sample, CatalogueExports::sum);
    }
  }

  // By the stock exporter. Of a timer only the count is exposed, and it would copy and sort the
  // timer's sample for quantiles first, which was a quarter of a scrape.
  private boolean isRead(String name, Metric metric) {
    return !(metric instanceof Timer) && isExported(name, metric);
  }

  private boolean isExported(String name, Metric metric) {
    return lookup
        .find(name)
        .filter(series -> !series.family().isDistribution())
        .map(this::note)
        .isPresent();
  }

  private Series note(Series series) {
    families.putIfAbsent(series.family().name(), series.family());
    return series;
  }

  private DropwizardExports exports(MetricFilter filter) {
    return new DropwizardExports(registry, filter, samples);
  }

  // Slow, and only used after a metric threw: collects those that can be read.
  private List<MetricFamilySamples> collectOneByOne() {
    List<MetricFamilySamples> readable = new ArrayList<>();
    for (Map.Entry<String, Metric> entry : registry.getMetrics().entrySet()) {
      String name = entry.getKey();
      if (!isRead(name, entry.getValue())) {
        continue;
      }
      try {
        readable.addAll(exports((n, metric) -> n.equals(name)).collect());
      } catch (RuntimeException e) {
        if (reported.add(name)) {
          LOG.error("metric {} cannot be read and is omitted from scrapes", name, e);
        }
      }
    }
    return readable;
  }

  private static Sample sum(Sample one, Sample other) {
    return new Sample(one.name, one.labelNames, one.labelValues, one.value + other.value);
  }

  private static Type type(Family family) {
    return family.type() == MetricType.COUNTER ? Type.COUNTER : Type.GAUGE;
  }
}
