package io.kycgateway.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.WireName;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.core.metrics.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Typed access to the Dropwizard registry: the only way to record, and only into families of the
 * catalogue. Every series of a closed label set exists, at zero, from construction.
 */
public final class MetricRecorder {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MetricRegistry dropwizard;
  private final ScrapeRegistry prometheus;
  private final boolean nativeHistograms;
  private final Map<String, Series> byRegistryName = new ConcurrentHashMap<>();
  private final Map<Family, StatefulMetric<? extends DistributionDataPoint, ?>> distributions =
      new ConcurrentHashMap<>();

  /**
   * @param families those that this process feeds
   * @param nativeHistograms whether histograms have native buckets beside the classic ones, for a
   *     scraper that negotiates protobuf
   */
  public MetricRecorder(
      Collection<Family> families,
      MetricRegistry dropwizard,
      ScrapeRegistry prometheus,
      boolean nativeHistograms) {
    this.dropwizard = dropwizard;
    this.prometheus = prometheus;
    this.nativeHistograms = nativeHistograms;
    families.stream().filter(Family::isClosed).forEach(this::createAll);
  }

  /** Groups recordings that a scrape must see together. */
  public ScrapeLock barrier() {
    return prometheus.barrier();
  }

  /** The series that is registered under that name in the Dropwizard registry, if it is ours. */
  public Optional<Series> registered(String registryName) {
    return Optional.ofNullable(byRegistryName.get(registryName));
  }

  /** A counter, or a gauge that goes up and down: Dropwizard has one class for both. */
  public Counter counter(Family family, String... labelValues) {
    Series series = family.series(labelValues);
    return dropwizard.counter(register(series));
  }

  /**
   * The counter of a value that comes from outside: a value beyond the closed set is counted under
   * the label's fold, and as an overflow. For families of one label.
   */
  public Counter foldingCounter(Family family, String value) {
    Label label = family.labels().get(0);
    if (label.values().contains(value)) {
      return counter(family, value);
    }
    if (label.fold() == null) {
      throw new IllegalArgumentException(family.name() + " does not fold unknown values");
    }
    counter(Catalogue.METRIC_LABEL_OVERFLOW, family.name()).inc();
    return counter(family, label.fold());
  }

  /** One counter for each member of an enum, behind label values that are fixed. */
  public <E extends Enum<E> & WireName> EnumTable<E, Counter> counters(
      Family family, Class<E> members, String... leading) {
    return EnumTable.of(members, member -> counter(family, append(leading, member.wireName())));
  }

  /** A timer whose nanoseconds become the seconds of a Prometheus histogram. */
  public Timer timer(Family family, String... labelValues) {
    Series series = family.series(labelValues);
    return dropwizard.timer(register(series), () -> new Timer(reservoir(series, NANOS_PER_SECOND)));
  }

  /**
   * A Dropwizard histogram whose whole numbers become a Prometheus distribution.
   *
   * @param perUnit how many of them are one of the family's unit
   */
  public Histogram histogram(Family family, double perUnit, String... labelValues) {
    Series series = family.series(labelValues);
    return dropwizard.histogram(register(series), () -> new Histogram(reservoir(series, perUnit)));
  }

  /** A gauge that is read at every scrape. It must not block. */
  public void gauge(Family family, Gauge<? extends Number> gauge, String... labelValues) {
    dropwizard.gauge(register(family.series(labelValues)), () -> gauge);
  }

  /**
   * Says something about this process that does not change. Leaves through the official client,
   * because the bridge would take {@code _info} from the name of a gauge.
   */
  public void info(Family family, String... labelValues) {
    Series series = family.series(labelValues);
    Info.builder()
        .name(family.name())
        .help(family.help())
        .labelNames(family.labelNames().toArray(String[]::new))
        .register(prometheus)
        .addLabelValues(series.labelValues().toArray(String[]::new));
  }

  private void createAll(Family family) {
    // A distribution's data points must exist even before somebody asks for their timer.
    for (List<String> values : combinations(family.labels())) {
      String[] labelValues = values.toArray(String[]::new);
      switch (family.type()) {
        case COUNTER -> counter(family, labelValues);
        case HISTOGRAM, SUMMARY -> dataPoint(family.series(labelValues));
        case GAUGE, INFO -> {
          // Registered by whoever knows the value.
        }
      }
    }
  }

  private static List<List<String>> combinations(List<Label> labels) {
    List<List<String>> combinations = List.of(List.of());
    for (Label label : labels) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> shorter : combinations) {
        for (String value : label.values()) {
          List<String> one = new ArrayList<>(shorter);
          one.add(value);
          longer.add(one);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private String register(Series series) {
    String name = series.registryName();
    byRegistryName.putIfAbsent(name, series);
    return name;
  }

  private PrometheusReservoir reservoir(Series series, double divisor) {
    return new PrometheusReservoir(dataPoint(series), divisor);
  }

  private DistributionDataPoint dataPoint(Series series) {
    StatefulMetric<? extends DistributionDataPoint, ?> metric =
        distributions.computeIfAbsent(series.family(), this::distribution);
    return metric.labelValues(series.labelValues().toArray(String[]::new));
  }

  private StatefulMetric<? extends DistributionDataPoint, ?> distribution(Family family) {
    String[] labelNames = family.labelNames().toArray(String[]::new);
    if (family.type() == MetricType.SUMMARY) {
      return Summary.builder()
          .name(family.name())
          .help(family.help())
          .labelNames(labelNames)
          .register(prometheus);
    }
    var builder =
        io.prometheus.metrics.core.metrics.Histogram.builder()
            .name(family.name())
            .help(family.help())
            .labelNames(labelNames)
            .classicUpperBounds(family.bounds().stream().mapToDouble(b -> b).toArray());
    return (nativeHistograms ? builder : builder.classicOnly()).register(prometheus);
  }

  private static String[] append(String[] leading, String last) {
    String[] all = Arrays.copyOf(leading, leading.length + 1);
    all[leading.length] = last;
    return all;
  }
}
