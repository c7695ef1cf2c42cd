package io.kycgateway.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.WireName;
import io.prometheus.metrics.core.metrics.Info;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records into the Dropwizard registry, by family and label values: the only way to do so. Every
 * series of a closed label set exists, at zero, from construction.
 */
public final class MetricRecorder {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MetricRegistry dropwizard;
  private final ScrapeRegistry prometheus;
  private final Family labelOverflow;
  private final Map<String, Series> byRegistryName = new ConcurrentHashMap<>();
  private final Distributions distributions;

  /**
   * @param families those that this process records
   * @param nativeHistograms whether histograms also have native buckets, for a scraper that
   *     negotiates protobuf
   */
  public MetricRecorder(
      Collection<Family> families,
      MetricRegistry dropwizard,
      ScrapeRegistry prometheus,
      boolean nativeHistograms) {
    this.dropwizard = dropwizard;
    this.prometheus = prometheus;
    this.distributions = new Distributions(prometheus, nativeHistograms);
    labelOverflow = labelOverflow(families);
    families.stream().filter(Family::isClosed).forEach(this::createAll);
  }

  /**
   * The family that counts unknown label values, with a series for each of these families whose
   * label has a fallback.
   */
  public static Family labelOverflow(Collection<Family> families) {
    return Family.counter(
        "kyc_metric_label_overflow_total",
        "Unknown label values recorded as \"other\".",
        Label.closed(
            "metric",
            families.stream()
                .filter(family -> family.labels().stream().anyMatch(l -> l.fallback() != null))
                .map(Family::name)
                .toArray(String[]::new)));
  }

  /** Records several metrics in one step for every scrape. Must not be nested. */
  public void atomically(Runnable recordings) {
    prometheus.scrapeLock().atomically(recordings);
  }

  /** The series registered under that name in the Dropwizard registry, if this recorder made it. */
  public Optional<Series> registered(String registryName) {
    return Optional.ofNullable(byRegistryName.get(registryName));
  }

  /** A counter, or a gauge that goes up and down: Dropwizard has one class for both. */
  public Counter counter(Family family, String... labelValues) {
    Series series = family.series(labelValues);
    return dropwizard.counter(register(series));
  }

  /**
   * The counter of a value from an untrusted source: a value outside the closed set is counted as
   * the label's fallback, and as an overflow. For families of one label.
   */
  public Counter boundedCounter(Family family, String value) {
    Label label = family.labels().get(0);
    if (label.values().contains(value)) {
      return counter(family, value);
    }
    if (label.fallback() == null) {
      throw new IllegalArgumentException(family.name() + " has no fallback for unknown values");
    }
    counter(labelOverflow, family.name()).inc();
    return counter(family, label.fallback());
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
   * Records constant facts about this process, through the official client: the bridge would strip
   * {@code _info} from the name of a gauge.
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
    // A distribution's data points must exist even before their timer is first used.
    for (List<String> values : Label.combinations(family.labels())) {
      String[] labelValues = values.toArray(String[]::new);
      switch (family.type()) {
        case COUNTER -> counter(family, labelValues);
        case HISTOGRAM, SUMMARY -> distributions.dataPoint(family.series(labelValues));
        case GAUGE, INFO -> {
          // Registered by the class that has the value.
        }
      }
    }
  }

  private String register(Series series) {
    String name = series.registryName();
    byRegistryName.putIfAbsent(name, series);
    return name;
  }

  private PrometheusReservoir reservoir(Series series, double divisor) {
    return new PrometheusReservoir(distributions.dataPoint(series), divisor);
  }

  private static String[] append(String[] leading, String last) {
    String[] all = Arrays.copyOf(leading, leading.length + 1);
    all[leading.length] = last;
    return all;
  }
}
