package io.kycgateway.http;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Timer;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records HTTP requests as the replaced gateway's instrumentator did. A path outside the routes is
 * the handler {@code none} and an unknown method {@code _OTHER}, so that no client can add a
 * series.
 */
public final class HttpMetrics {
  private static final String NO_ROUTE = "none";
  static final String OTHER_METHOD = "_OTHER";

  private static final Label HANDLER =
      Label.closed(
          "handler",
          Routes.VERIFICATIONS,
          Routes.VERIFICATION,
          Routes.HEALTH,
          Routes.OPENAPI,
          NO_ROUTE);
  private static final Label METHOD =
      Label.closed(
          "method", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", OTHER_METHOD);
  private static final Label STATUS_CLASS = Label.closed("status", "2xx", "3xx", "4xx", "5xx");

  static final Family HTTP_REQUESTS =
      Family.counter(
          "http_requests_total",
          "HTTP requests answered on the application connector, by class of status.",
          HANDLER,
          METHOD,
          STATUS_CLASS);

  static final Family HTTP_REQUEST_DURATION =
      Family.histogram(
          "http_request_duration_seconds",
          "HTTP request duration by route.",
          List.of(0.1, 0.5, 1.0, 2.0, 4.0, 8.0),
          HANDLER,
          METHOD);

  static final Family HTTP_REQUEST_DURATION_HIGHR =
      Family.histogram(
          "http_request_duration_highr_seconds",
          "HTTP request duration over all routes, high-resolution buckets.",
          List.of(
              0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0,
              4.5, 5.0, 7.5, 10.0, 30.0, 60.0));

  static final Family HTTP_REQUEST_SIZE =
      Family.summary(
          "http_request_size_bytes", "Bytes of HTTP request bodies that were read.", HANDLER);

  static final Family HTTP_RESPONSE_SIZE =
      Family.summary("http_response_size_bytes", "Bytes of HTTP response bodies.", HANDLER);

  public static final List<Family> FAMILIES =
      List.of(
          HTTP_REQUESTS,
          HTTP_REQUEST_DURATION,
          HTTP_REQUEST_DURATION_HIGHR,
          HTTP_REQUEST_SIZE,
          HTTP_RESPONSE_SIZE);

  private final Clock clock;
  private final MetricRecorder recorder;
  private final Timer highr;
  private final Map<String, OfHandler> handlers = new HashMap<>();

  private record OfHandler(
      Histogram requestSize, Histogram responseSize, Map<String, OfMethod> methods) {}

  private record OfMethod(Timer duration, List<Counter> byStatusClass) {}

  public HttpMetrics(MetricRecorder recorder, Clock clock) {
    this.recorder = recorder;
    this.clock = clock;
    highr = recorder.timer(HTTP_REQUEST_DURATION_HIGHR);
    for (String handler : HANDLER.values()) {
      Map<String, OfMethod> methods = new HashMap<>();
      for (String method : METHOD.values()) {
        List<Counter> byStatusClass = new ArrayList<>();
        for (String statusClass : STATUS_CLASS.values()) {
          byStatusClass.add(recorder.counter(HTTP_REQUESTS, handler, method, statusClass));
        }
        methods.put(
            method,
            new OfMethod(recorder.timer(HTTP_REQUEST_DURATION, handler, method), byStatusClass));
      }
      handlers.put(
          handler,
          new OfHandler(
              recorder.histogram(HTTP_REQUEST_SIZE, 1, handler),
              recorder.histogram(HTTP_RESPONSE_SIZE, 1, handler),
              methods));
    }
  }

  /** The method as a label value: {@code _OTHER} if it is unknown. */
  String knownMethod(String method) {
    return METHOD.values().contains(method) ? method : OTHER_METHOD;
  }

  /** Nanoseconds of the clock that durations are measured by. */
  public long now() {
    return clock.getTick();
  }

  /**
   * Records an answered request in one step.
   *
   * @param handler the route's template; null: no route
   */
  public void record(
      @Nullable String handler,
      String method,
      int status,
      long nanos,
      long requestBytes,
      long responseBytes) {
    OfHandler ofHandler = known(handlers, handler, NO_ROUTE);
    OfMethod ofMethod = known(ofHandler.methods(), method, OTHER_METHOD);
    recorder.atomically(
        () -> {
          ofMethod.byStatusClass().get(statusClass(status)).inc();
          ofMethod.duration().update(nanos, TimeUnit.NANOSECONDS);
          highr.update(nanos, TimeUnit.NANOSECONDS);
          ofHandler.requestSize().update(Math.max(0, requestBytes));
          ofHandler.responseSize().update(Math.max(0, responseBytes));
        });
  }

  private static <V> V known(Map<String, V> values, @Nullable String key, String otherwise) {
    V value = key == null ? null : values.get(key);
    if (value == null) {
      value = values.get(otherwise);
    }
    if (value == null) {
      throw new IllegalStateException("no label value " + otherwise);
    }
    return value;
  }

  // 2xx is the first of the four; 1xx are never final.
  private static int statusClass(int status) {
    return Math.max(0, Math.min(3, status / 100 - 2));
  }
}
