package io.kycgateway.http;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import io.dropwizard.jetty.MutableServletContextHandler;
import java.util.stream.IntStream;

/**
 * Counts requests that no servlet answers in Dropwizard's own counters of requests and responses,
 * which are those of {@code jetty_active_requests} and {@code jetty_responses_total}.
 */
public final class ConnectorCounts {
  private final Counter active;
  private final Meter[] responses;

  public ConnectorCounts(MetricRegistry registry) {
    active = registry.counter(name("active-requests"));
    responses =
        IntStream.rangeClosed(1, 5)
            .mapToObj(hundreds -> registry.meter(name(hundreds + "xx-responses")))
            .toArray(Meter[]::new);
  }

  private static String name(String counted) {
    return MetricRegistry.name(MutableServletContextHandler.class, counted);
  }

  public void begun() {
    active.inc();
  }

  /**
   * The end of one that has begun.
   *
   * @param status from 100 to 599
   */
  public void answered(int status) {
    active.dec();
    responses[status / 100 - 1].mark();
  }
}
