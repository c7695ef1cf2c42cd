package io.kycgateway.http;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.dropwizard.jetty.MutableServletContextHandler;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Counts requests that no servlet answers, which are POST, in Dropwizard's own metrics of requests
 * and responses: those of {@code jetty_active_requests} and {@code jetty_responses_total}, and the
 * timers that Dropwizard's other reporters, such as JMX, divide by.
 */
public final class ConnectorCounts {
  private final Counter active;
  private final Timer requests;
  private final Timer posts;
  private final Meter[] responses;

  public ConnectorCounts(MetricRegistry registry) {
    active = registry.counter(name("active-requests"));
    requests = registry.timer(name("requests"));
    posts = registry.timer(name("post-requests"));
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
   * @param nanos how long it took
   */
  public void answered(int status, long nanos) {
    active.dec();
    requests.update(nanos, TimeUnit.NANOSECONDS);
    posts.update(nanos, TimeUnit.NANOSECONDS);
    responses[status / 100 - 1].mark();
  }
}
