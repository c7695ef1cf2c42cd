package io.kycgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Sampling;
import com.codahale.metrics.Timer;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import java.util.stream.Stream;
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
    Timer highr = families.timer(HttpMetrics.HTTP_REQUEST_DURATION_HIGHR);
    Histogram requestSize = families.histogram(HttpMetrics.HTTP_REQUEST_SIZE, 1, ROUTE);
    Histogram responseSize = families.histogram(HttpMetrics.HTTP_RESPONSE_SIZE, 1, ROUTE);
    // From here on they keep a sample.
    Stream.of(highr, requestSize, responseSize).forEach(Sampling::getSnapshot);

    metrics.record(ROUTE, "POST", 200, 2_000_000, 300, -1);

    assertThat(families.timer(HttpMetrics.HTTP_REQUEST_DURATION, ROUTE, "POST").getCount())
        .isEqualTo(1);
    assertThat(highr.getSnapshot().getValues()).containsExactly(2_000_000);
    assertThat(requestSize.getSnapshot().getValues()).containsExactly(300);
    assertThat(responseSize.getSnapshot().getValues())
        .as("unknown sizes count as none")
        .containsExactly(0);
  }
}
