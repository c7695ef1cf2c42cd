package io.kycgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpMetricsTest {
  private static final String ROUTE = Routes.VERIFICATIONS;

  private final MetricRegistry dropwizard = new MetricRegistry();
  private final MetricRecorder families =
      new MetricRecorder(Catalogue.GATEWAY, dropwizard, new ScrapeRegistry(), false);
  private final HttpMetrics metrics = new HttpMetrics(families, Clock.defaultClock());

  @ParameterizedTest
  @CsvSource({
    "200, 2xx",
    "204, 2xx",
    "304, 3xx",
    "404, 4xx",
    "499, 4xx",
    "500, 5xx",
    "599, 5xx",
    "101, 2xx",
    "700, 5xx",
  })
  void status_ofAnAnswer_isCountedByItsClass(int status, String statusClass) {
    metrics.record(ROUTE, "POST", status, 5, 1, 1);

    assertThat(families.counter(HttpMetrics.HTTP_REQUESTS, ROUTE, "POST", statusClass).getCount())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {"null", "/v1/verifications/4711", "/wp-login.php", "''"})
  void handler_unknown_isNone(String handler) {
    metrics.record(handler, "GET", 404, 5, 0, 0);

    assertThat(families.counter(HttpMetrics.HTTP_REQUESTS, "none", "GET", "4xx").getCount())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"SCRAPE", "get", "TRACE", "CONNECT", "''"})
  void method_unknown_isOther(String method) {
    metrics.record(ROUTE, method, 405, 5, 0, 0);

    assertThat(families.counter(HttpMetrics.HTTP_REQUESTS, ROUTE, "_OTHER", "4xx").getCount())
        .isEqualTo(1);
  }

  @Test
  void scanner_ofManyPathsAndMethods_addsNoSeries() {
    int before = dropwizard.getMetrics().size();

    for (int i = 0; i < 500; i++) {
      metrics.record("/path" + i, "METHOD" + i, 100 + i, 5, 0, 0);
    }

    assertThat(dropwizard.getMetrics()).hasSize(before);
  }

  @Test
  void request_answered_isInEveryFamilyOnce() {
    metrics.record(ROUTE, "POST", 200, 2_000_000, 300, -1);

    assertThat(families.timer(HttpMetrics.HTTP_REQUEST_DURATION, ROUTE, "POST").getCount())
        .isEqualTo(1);
    assertThat(families.timer(HttpMetrics.HTTP_REQUEST_DURATION_HIGHR).getSnapshot().getMax())
        .isEqualTo(2_000_000);
    assertThat(families.histogram(HttpMetrics.HTTP_REQUEST_SIZE, 1, ROUTE).getSnapshot().getMax())
        .isEqualTo(300);
    assertThat(families.histogram(HttpMetrics.HTTP_RESPONSE_SIZE, 1, ROUTE).getSnapshot().getMax())
        .as("unknown sizes count as none")
        .isZero();
  }
}
