package io.kycgateway.http;

import io.kycgateway.logging.LogFields;
import io.kycgateway.verification.TraceContext;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line for each answered request: method, route, status, time, the client's name and, of a
 * verification, its outcome and id. Never a path, an address or a header: those may be personal
 * data. The request id is in every line of the log anyway. Probes that succeed are logged at DEBUG:
 * they come every few seconds and would be most of the log.
 */
public final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final String OUTCOME_ATTRIBUTE = "kyc.outcome";
  private static final String VERIFICATION_ATTRIBUTE = "kyc.verification";
  private static final String NONE = "-";
  private static final String LINE = "{} {} {} {}ms client={} outcome={} verification_id={}";

  private AccessLog() {}

  /** Notes on the request, for its line, how its verification ended. */
  public static void concluded(Request request, String outcome, String verificationId) {
    request.setAttribute(OUTCOME_ATTRIBUTE, outcome);
    request.setAttribute(VERIFICATION_ATTRIBUTE, verificationId);
  }

  static void log(Request request, String method, @Nullable String route, int status, long nanos) {
    Level level =
        Routes.HEALTH.equals(route) && status == HttpServletResponse.SC_OK
            ? Level.DEBUG
            : Level.INFO;
    if (LOG.isEnabledForLevel(level)) {
      write(
          level,
          method,
          route == null ? NONE : route,
          status,
          nanos,
          attribute(request, RequestContext.CLIENT_ATTRIBUTE),
          attribute(request, OUTCOME_ATTRIBUTE),
          attribute(request, VERIFICATION_ATTRIBUTE));
    }
  }

  // All of it twice: a message for people, and fields that only JSON has.
  private static void write(
      Level level,
      String method,
      String route,
      int status,
      long nanos,
      Object client,
      Object outcome,
      Object verification) {
    LoggingEventBuilder line =
        LOG.atLevel(level)
            .addKeyValue(LogFields.METHOD, method)
            .addKeyValue(LogFields.STATUS, status)
            .addKeyValue(LogFields.DURATION, nanos);
    add(line, LogFields.ROUTE, route);
    add(line, LogFields.CLIENT, client);
    add(line, LogFields.OUTCOME, outcome);
    add(line, LogFields.VERIFICATION, verification);
    line.log(
        LINE,
        method,
        route,
        status,
        TimeUnit.NANOSECONDS.toMillis(nanos),
        client,
        outcome,
        verification);
  }

  private static void add(LoggingEventBuilder line, String field, Object value) {
    if (!NONE.equals(value)) {
      LoggingEventBuilder unused = line.addKeyValue(field, value);
    }
  }

  /** Logs a request that was refused before it had a client or an outcome. */
  public static void refused(
      String method, String route, int status, long nanos, String requestId, TraceContext trace) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    try (MDC.MDCCloseable request = MDC.putCloseable("request_id", requestId);
        MDC.MDCCloseable traced = MDC.putCloseable("trace_id", trace.traceId())) {
      write(Level.INFO, method, route, status, nanos, NONE, NONE, NONE);
    }
  }

  private static Object attribute(Request request, String name) {
    Object value = request.getAttribute(name);
    return value == null ? NONE : value;
  }
}
