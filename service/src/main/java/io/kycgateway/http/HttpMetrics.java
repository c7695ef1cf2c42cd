package io.kycgateway.http;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Timer;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP families of the replaced gateway's instrumentator. A path without a route is the handler
 * {@code none} and an unknown method {@code _OTHER}, so that no request can add a series.
 */
public final class HttpMetrics {
  private static final List<String> METHODS = values(Catalogue.HTTP_REQUESTS, 1);

  private final Clock clock;
  private final MetricRecorder families;
  private final Timer highr;
  private final Map<String, OfHandler> handlers = new HashMap<>();

  private record OfHandler(
      Histogram requestSize, Histogram responseSize, Map<String, OfMethod> methods) {}

  private record OfMethod(Timer duration, List<Counter> byStatusClass) {}

  public HttpMetrics(MetricRecorder families, Clock clock) {
    this.families = families;
    this.clock = clock;
    highr = families.timer(Catalogue.HTTP_REQUEST_DURATION_HIGHR);
    for (String handler : values(Catalogue.HTTP_REQUESTS, 0)) {
      Map<String, OfMethod> methods = new HashMap<>();
      for (String method : METHODS) {
        List<Counter> byStatusClass = new ArrayList<>();
        for (String statusClass : values(Catalogue.HTTP_REQUESTS, 2)) {
          byStatusClass.add(
              families.counter(Catalogue.HTTP_REQUESTS, handler, method, statusClass));
        }
        methods.put(
            method,
            new OfMethod(
                families.timer(Catalogue.HTTP_REQUEST_DURATION, handler, method), byStatusClass));
      }
      handlers.put(
          handler,
          new OfHandler(
              families.histogram(Catalogue.HTTP_REQUEST_SIZE, 1, handler),
              families.histogram(Catalogue.HTTP_RESPONSE_SIZE, 1, handler),
              methods));
    }
  }

  /** The method as a label value: {@code _OTHER} if it is unknown. */
  String knownMethod(String method) {
    return METHODS.contains(method) ? method : Catalogue.OTHER_METHOD;
  }

  /** Nanoseconds of the clock that durations are measured by. */
  long now() {
    return clock.getTick();
  }

  /**
   * Records an answered request in one step.
   *
   * @param handler the route's template; null: no route
   */
  void record(
      @Nullable String handler,
      String method,
      int status,
      long nanos,
      long requestBytes,
      long responseBytes) {
    OfHandler ofHandler = known(handlers, handler, Catalogue.NO_ROUTE);
    OfMethod ofMethod = known(ofHandler.methods(), method, Catalogue.OTHER_METHOD);
    families
        .barrier()
        .together(
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
      throw new IllegalStateException("the catalogue has no " + otherwise);
    }
    return value;
  }

  // 2xx is the first of the four; 1xx are never final.
  private static int statusClass(int status) {
    return Math.max(0, Math.min(3, status / 100 - 2));
  }

  private static List<String> values(Family family, int label) {
    return family.labels().get(label).values();
  }
}
