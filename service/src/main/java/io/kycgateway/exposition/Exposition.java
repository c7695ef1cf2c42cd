package io.kycgateway.exposition;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.metrics.DropwizardFamilies;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.simpleclient.bridge.SimpleclientCollector;

/**
 * Exposes everything that a process records in its one Prometheus registry. Distributions are there
 * already; counters and gauges, ours and Dropwizard's own, come through the stock exporter and the
 * bridge; the JVM's come from the official client.
 */
public final class Exposition {
  private Exposition() {}

  /** Connects the registries; once per process. */
  public static void connect(
      MetricRegistry dropwizard, MetricRecorder recorder, ScrapeRegistry prometheus) {
    CollectorRegistry bridged = new CollectorRegistry();
    bridged.register(
        new CatalogueExports(
            dropwizard,
            name -> recorder.registered(name).or(() -> DropwizardFamilies.series(name))));
    SimpleclientCollector.builder().collectorRegistry(bridged).register(prometheus);
    JvmMetrics.builder().register(prometheus.process());
  }
}
