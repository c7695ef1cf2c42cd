package io.kycgateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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

  private AccessLog() {}

  /** Notes on the request, for its line, how its verification ended. */
  public static void concluded(HttpServletRequest request, String outcome, String verificationId) {
    request.setAttribute(OUTCOME_ATTRIBUTE, outcome);
    request.setAttribute(VERIFICATION_ATTRIBUTE, verificationId);
  }

  static void log(
      HttpServletRequest request, String method, @Nullable String route, int status, long nanos) {
    Level level =
        Routes.HEALTH.equals(route) && status == HttpServletResponse.SC_OK
            ? Level.DEBUG
            : Level.INFO;
    if (LOG.isEnabledForLevel(level)) {
      LOG.atLevel(level)
          .log(
              "{} {} {} {}ms client={} outcome={} verification_id={}",
              method,
              route == null ? NONE : route,
              status,
              TimeUnit.NANOSECONDS.toMillis(nanos),
              attribute(request, RequestContext.CLIENT_ATTRIBUTE),
              attribute(request, OUTCOME_ATTRIBUTE),
              attribute(request, VERIFICATION_ATTRIBUTE));
    }
  }

  private static Object attribute(HttpServletRequest request, String name) {
    Object value = request.getAttribute(name);
    return value == null ? NONE : value;
  }
}
