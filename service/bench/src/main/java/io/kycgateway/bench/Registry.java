package io.kycgateway.bench;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.dropwizard.DropwizardExports;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Registries with the same 2,000 series, and the way that each is scraped. */
public enum Registry {
  /**
   * This gateway's: Dropwizard's, through the bridge, and the official client's; with the JVM's.
   */
  GATEWAY {
    @Override
    Scrape filled() {
      List<Family> families = new ArrayList<>();
      families.addAll(
          names(COUNTERS, "bench_%d_total", n -> Family.counter(n, HELP, label(OF_COUNTER))));
      families.addAll(
          names(
              HISTOGRAMS,
              "bench_%d_seconds",
              n -> Family.histogram(n, HELP, boxed(), label(OF_HISTOGRAM))));
      MetricRegistry dropwizard = new MetricRegistry();
      ScrapeRegistry prometheus = new ScrapeRegistry();
      MetricRecorder recorder =
          new MetricRecorder(families, dropwizard, prometheus, /* nativeHistograms= */ false);
      for (Family family : families) {
        for (String value : family.labels().get(0).values()) {
          if (family.isDistribution()) {
            recorder.timer(family, value).update(Sample.NANOS, TimeUnit.NANOSECONDS);
          } else {
            recorder.counter(family, value).inc();
          }
        }
      }
      Exposition.connect(dropwizard, recorder, prometheus);
      return official(prometheus);
    }
  },

  /** The official client's, with its metrics of the JVM. */
  OFFICIAL {
    @Override
    Scrape filled() {
      PrometheusRegistry prometheus = new PrometheusRegistry();
      for (String name : names(COUNTERS, "bench_%d_total", n -> n)) {
        Counter counter =
            Counter.builder().name(name).help(HELP).labelNames(LABEL).register(prometheus);
        labelValues(OF_COUNTER).forEach(value -> counter.labelValues(value).inc());
      }
      for (String name : names(HISTOGRAMS, "bench_%d_seconds", n -> n)) {
        Histogram histogram =
            Histogram.builder()
                .name(name)
                .help(HELP)
                .labelNames(LABEL)
                .classicOnly()
                .classicUpperBounds(Buckets.VERIFICATION)
                .register(prometheus);
        labelValues(OF_HISTOGRAM).forEach(value -> histogram.labelValues(value).observe(1));
      }
      JvmMetrics.builder().register(prometheus);
      return official(prometheus);
    }
  },

  /** Micrometer's. */
  MICROMETER {
    @Override
    Scrape filled() {
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      for (String name : names(COUNTERS, "bench.%d", n -> n)) {
        labelValues(OF_COUNTER).forEach(value -> registry.counter(name, LABEL, value).increment());
      }
      Duration[] objectives =
          Arrays.stream(Buckets.VERIFICATION)
              .mapToObj(seconds -> Duration.ofSeconds((long) seconds))
              .toArray(Duration[]::new);
      for (String name : names(HISTOGRAMS, "bench.time.%d", n -> n)) {
        for (String value : labelValues(OF_HISTOGRAM)) {
          Timer.builder(name)
              .tag(LABEL, value)
              .serviceLevelObjectives(objectives)
              .register(registry)
              .record(Sample.NANOS, TimeUnit.NANOSECONDS);
        }
      }
      return registry::scrape;
    }
  },

  /** Dropwizard's with the stock exporter: a timer is six quantiles and a count there. */
  DROPWIZARD {
    @Override
    Scrape filled() {
      MetricRegistry registry = new MetricRegistry();
      for (String name : names(COUNTERS, "bench_%d", n -> n)) {
        labelValues(OF_COUNTER).forEach(value -> registry.counter(name + "_" + value).inc());
      }
      int timers = HISTOGRAMS * OF_HISTOGRAM * LINES_OF_HISTOGRAM / LINES_OF_DROPWIZARD_TIMER + 1;
      names(timers, "bench_time_%d", registry::timer)
          .forEach(timer -> timer.update(Sample.NANOS, TimeUnit.NANOSECONDS));
      CollectorRegistry collectors = new CollectorRegistry();
      collectors.register(new DropwizardExports(registry));
      return out -> {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        TextFormat.write004(writer, collectors.metricFamilySamples());
        writer.flush();
      };
    }
  };

  private static final String HELP = "A family of the benchmark.";
  private static final String LABEL = "of";
  private static final int COUNTERS = 20;
  private static final int OF_COUNTER = 50;
  private static final int HISTOGRAMS = 10;
  private static final int OF_HISTOGRAM = 10;
  private static final int LINES_OF_HISTOGRAM = Buckets.VERIFICATION.length + 3;
  private static final int LINES_OF_DROPWIZARD_TIMER = 7;

  /** One scrape. */
  @FunctionalInterface
  interface Scrape {
    void write(OutputStream out) throws IOException;
  }

  private interface Named<T> {
    T of(String name);
  }

  /** The registry with 2,000 series. */
  abstract Scrape filled();

  private static Scrape official(PrometheusRegistry registry) {
    ExpositionFormats formats = ExpositionFormats.init();
    return out -> formats.getPrometheusTextFormatWriter().write(out, registry.scrape());
  }

  private static <T> List<T> names(int count, String pattern, Named<T> made) {
    return IntStream.range(0, count).mapToObj(i -> made.of(pattern.formatted(i))).toList();
  }

  private static List<String> labelValues(int count) {
    return IntStream.range(0, count).mapToObj(i -> "value_" + i).toList();
  }

  private static Label label(int count) {
    return Label.closed(LABEL, labelValues(count).toArray(String[]::new));
  }

  private static List<Double> boxed() {
    return Arrays.stream(Buckets.VERIFICATION).boxed().toList();
  }
}
