package io.kycgateway.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.pipeline.PipelineMetrics;
import io.kycgateway.testing.Scrape;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CatalogueExportsTest {
  private static final String POOL = "org.eclipse.jetty.util.thread.QueuedThreadPool.";
  private static final String CONNECTIONS = "org.eclipse.jetty.server.HttpConnectionFactory.";

  private final MetricRegistry dropwizard = new MetricRegistry();
  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final MetricRecorder families =
      new MetricRecorder(Catalogue.GATEWAY, dropwizard, prometheus, false);

  CatalogueExportsTest() {
    Exposition.connect(dropwizard, families, prometheus);
  }

  @Test
  void family_ofOurOwn_hasTheCataloguesTypeAndHelp() {
    families.counter(PipelineMetrics.VERIFICATIONS, "VERIFIED").inc(3);
    families.counter(PipelineMetrics.ACTIVE_SESSIONS).inc();

    Scrape scrape = scrape();

    assertThat(scrape.types()).containsEntry("kyc_verifications_total", "counter");
    assertThat(scrape.types()).containsEntry("kyc_active_sessions", "gauge");
    assertThat(scrape.helps())
        .containsEntry("kyc_verifications_total", PipelineMetrics.VERIFICATIONS.help())
        .containsEntry("kyc_active_sessions", PipelineMetrics.ACTIVE_SESSIONS.help());
    assertThat(scrape.value("kyc_verifications_total", "status", "VERIFIED")).isEqualTo(3);
    assertThat(scrape.value("kyc_verifications_total", "status", "ERROR")).isZero();
    assertThat(scrape.value("kyc_active_sessions")).isEqualTo(1);
  }

  @Test
  void metrics_ofOneFamily_mergeIntoIt() {
    dropwizard.gauge(POOL + "dw.size", () -> () -> 5);
    dropwizard.gauge(POOL + "dw-admin.size", () -> () -> 3);

    Scrape scrape = scrape();

    assertThat(scrape.types()).containsEntry("jetty_threads", "gauge");
    assertThat(scrape.value("jetty_threads", "pool", "dw")).isEqualTo(5);
    assertThat(scrape.value("jetty_threads", "pool", "dw-admin")).isEqualTo(3);
  }

  @Test
  void metrics_ofOneSeries_addUp() {
    // Two connectors on one port number, each on an address of its own.
    dropwizard.timer(CONNECTIONS + "127.0.0.1.8080.connections").time().close();
    dropwizard.timer(CONNECTIONS + "127.0.0.2.8080.connections").time().close();

    assertThat(scrape().value("jetty_connections_total", "port", "8080")).isEqualTo(2);
  }

  @Test
  void gauge_thatThrows_losesOnlyItself() {
    families.counter(PipelineMetrics.VERIFICATIONS, "ERROR").inc();
    dropwizard.gauge(POOL + "dw.size", () -> () -> 5);
    dropwizard.gauge(
        POOL + "broken.size",
        () ->
            (Gauge<Integer>)
                () -> {
                  throw new IllegalStateException("a bug");
                });

    for (int i = 0; i < 2; i++) {
      Scrape scrape = scrape();
      assertThat(scrape.value("jetty_threads", "pool", "dw")).isEqualTo(5);
      assertThat(scrape.samples("jetty_threads", "pool", "broken")).isEmpty();
      assertThat(scrape.value("kyc_verifications_total", "status", "ERROR")).isEqualTo(1);
    }
  }

  @Test
  void gauge_withoutANumber_losesOnlyItself() {
    dropwizard.gauge(POOL + "text.size", () -> () -> "many");
    dropwizard.gauge(POOL + "none.size", () -> () -> null);
    dropwizard.gauge(POOL + "dw.size", () -> () -> 5);

    assertThat(scrape().samples("jetty_threads")).hasSize(1);
  }

  @Test
  void metric_withoutAFamily_isNotExposed() {
    dropwizard.counter("TimeBoundHealthCheck-pool.created").inc();
    dropwizard.meter("something.else").mark();
    int before = scrape().samples().size();

    dropwizard.counter("yet.another").inc();

    Scrape scrape = scrape();
    assertThat(scrape.samples().stream().filter(s -> !s.name().startsWith("jvm_")).toList())
        .noneMatch(s -> s.name().contains("pool_created") || s.name().contains("something"));
    assertThat(scrape.types().keySet()).noneMatch(name -> name.contains("TimeBound"));
    assertThat(before).isPositive();
  }

  @Test
  void meter_ofDropwizard_isACounterOfItsEvents() {
    dropwizard.meter("ch.qos.logback.core.Appender.warn").mark(4);

    Scrape scrape = scrape();
    assertThat(scrape.types()).containsEntry("logback_events_total", "counter");
    assertThat(scrape.value("logback_events_total", "level", "warn")).isEqualTo(4);
  }

  private Scrape scrape() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(bytes, prometheus.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Scrape.parse(bytes.toString(StandardCharsets.UTF_8));
  }
}
