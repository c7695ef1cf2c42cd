package io.kycgateway.metrics;

import static io.kycgateway.metrics.Family.counter;
import static io.kycgateway.metrics.Family.gauge;

import io.kycgateway.verification.ModuleName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics of Dropwizard and Jetty themselves, and how labels are parsed from their dotted
 * names. No family ends in a suffix that the bridge would strip, such as {@code _created} or {@code
 * _info}.
 */
public final class DropwizardFamilies {
  private static final String POOL = "org\\.eclipse\\.jetty\\.util\\.thread\\.QueuedThreadPool\\.";
  private static final String SERVLETS =
      "io\\.dropwizard\\.jetty\\.MutableServletContextHandler\\.";
  private static final String CLIENT = "org\\.apache\\.hc\\.client5\\.http\\.";
  private static final Label POOL_NAME = Label.open("pool");
  private static final Label CLIENT_NAME = Label.closed("client", ModuleName.values());

  /**
   * Dropwizard names that belong to a family.
   *
   * @param name its groups are the values of the family's labels, in order
   */
  private record Rule(Pattern name, Family family) {}

  private static final List<Rule> RULES =
      List.of(
          rule(
              POOL + "([\\w-]+)\\.size",
              gauge("jetty_threads", "Threads in a Jetty pool.", POOL_NAME)),
          rule(
              POOL + "([\\w-]+)\\.jobs",
              gauge("jetty_queued_jobs", "Jobs waiting for a thread of a Jetty pool.", POOL_NAME)),
          rule(
              POOL + "([\\w-]+)\\.utilization-max",
              gauge(
                  "jetty_threads_utilization_ratio",
                  "Busy threads as a fraction of the pool's maximum.",
                  POOL_NAME)),
          rule(
              "org\\.eclipse\\.jetty\\.server\\.HttpConnectionFactory\\.(?:.*\\.)?(\\d+)\\.connections",
              counter(
                  "jetty_connections_total",
                  "Closed HTTP connections by local port.",
                  Label.open("port"))),
          rule(
              SERVLETS + "active-requests",
              gauge("jetty_active_requests", "Requests in progress on the application connector.")),
          rule(
              SERVLETS + "(\\dxx)-responses",
              counter(
                  "jetty_responses_total",
                  "Responses of the application connector, by class of status.",
                  Label.closed("status", "1xx", "2xx", "3xx", "4xx", "5xx"))),
          rule(
              CLIENT
                  + "io\\.HttpClientConnectionManager\\.(\\w+)"
                  + "\\.(available|leased|pending|max)-connections",
              gauge(
                  "http_client_connections",
                  "Connections of a module's HTTP client by state; pending waits for one, max is the"
                      + " limit.",
                  CLIENT_NAME,
                  Label.closed("state", "available", "leased", "pending", "max"))),
          rule(
              "io\\.dropwizard\\.db\\.ManagedPooledDataSource\\.(\\w+)\\.(active|idle|waiting)",
              gauge(
                  "database_pool_connections",
                  "Connections of a database pool by state; waiting: requests that wait for one.",
                  POOL_NAME,
                  Label.closed("state", "active", "idle", "waiting"))),
          rule(
              CLIENT + "classic\\.HttpClient\\.(\\w+)\\.post-requests",
              counter(
                  "http_client_requests_total",
                  "Requests that a module's HTTP client sent.",
                  CLIENT_NAME)),
          rule(
              "ch\\.qos\\.logback\\.core\\.Appender\\.(trace|debug|info|warn|error)",
              counter(
                  "logback_events_total",
                  "Log events by level.",
                  Label.closed("level", "trace", "debug", "info", "warn", "error"))),
          rule(
              "health\\.aggregate\\.(healthy|unhealthy)",
              gauge(
                  "dropwizard_health_checks",
                  "Scheduled health checks by state.",
                  Label.closed("state", "healthy", "unhealthy"))));

  public static final List<Family> FAMILIES = RULES.stream().map(Rule::family).toList();

  private DropwizardFamilies() {}

  /** The series for one of Dropwizard's own metric names, if it is exposed. */
  public static Optional<Series> series(String dropwizardName) {
    for (Rule rule : RULES) {
      Matcher matcher = rule.name().matcher(dropwizardName);
      if (matcher.matches()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
          values.add(matcher.group(i));
        }
        return Optional.of(new Series(rule.family(), values)).filter(Series::isAllowed);
      }
    }
    return Optional.empty();
  }

  private static Rule rule(String name, Family family) {
    return new Rule(Pattern.compile(name), family);
  }
}
