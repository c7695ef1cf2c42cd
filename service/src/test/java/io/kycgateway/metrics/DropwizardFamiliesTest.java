package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropwizardFamiliesTest {
  private static final String POOL = "org.eclipse.jetty.util.thread.QueuedThreadPool.";
  private static final String CONNECTIONS = "org.eclipse.jetty.server.HttpConnectionFactory.";
  private static final String SERVLETS = "io.dropwizard.jetty.MutableServletContextHandler.";
  private static final String CLIENT = "org.apache.hc.client5.http.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        POOL + "dw.size | jetty_threads{pool=\"dw\"}",
        POOL + "dw-admin.jobs | jetty_queued_jobs{pool=\"dw-admin\"}",
        POOL + "dw.utilization-max | jetty_threads_utilization_ratio{pool=\"dw\"}",
        CONNECTIONS + "8080.connections | jetty_connections_total{port=\"8080\"}",
        CONNECTIONS + "127.0.0.1.8081.connections | jetty_connections_total{port=\"8081\"}",
        SERVLETS + "active-requests | jetty_active_requests",
        SERVLETS + "5xx-responses | jetty_responses_total{status=\"5xx\"}",
        CLIENT
            + "io.HttpClientConnectionManager.face_match.leased-connections"
            + "| http_client_connections{client=\"face_match\",state=\"leased\"}",
        CLIENT
            + "classic.HttpClient.ocr.post-requests | http_client_requests_total{client=\"ocr\"}",
        "ch.qos.logback.core.Appender.warn | logback_events_total{level=\"warn\"}",
        "health.aggregate.healthy | dropwizard_health_checks{state=\"healthy\"}",
      })
  void name_known_becomesASeries(String name, String series) {
    assertThat(DropwizardFamilies.series(name).map(Series::registryName)).contains(series);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        POOL + "dw.utilization",
        POOL + "a pool.size",
        CONNECTIONS + "8080.connections.more",
        SERVLETS + "percent-4xx-1m",
        SERVLETS + "requests",
        CLIENT + "classic.HttpClient.ocr.get-requests",
        "ch.qos.logback.core.Appender.all",
        "TimeBoundHealthCheck-pool.created",
        "io.dropwizard.jersey.something",
        "orgXeclipse.jetty.util.thread.QueuedThreadPool.dw.size",
        "",
      })
  void name_unknown_isNotExposed(String name) {
    assertThat(DropwizardFamilies.series(name)).isEmpty();
  }

  @Test
  void values_ofClosedLabels_areInTheirSets() {
    assertThat(
            DropwizardFamilies.series(
                CLIENT + "io.HttpClientConnectionManager.unknown.max-connections"))
        .as("a client that is no module")
        .isEmpty();
    assertThat(DropwizardFamilies.series(SERVLETS + "9xx-responses")).isEmpty();
  }
}
