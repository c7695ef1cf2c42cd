package io.kycgateway.http;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each answered request: method, route, status, time and the client's name. Never a
 * path, an address or a header: those may be personal data. The request's id stands in every line
 * of the log anyway.
 */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private AccessLog() {}

  static void log(
      String method, @Nullable String handler, int status, long nanos, @Nullable Object client) {
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "{} {} {} {}ms client={}",
          method,
          handler == null ? "-" : handler,
          status,
          TimeUnit.NANOSECONDS.toMillis(nanos),
          client == null ? "-" : client);
    }
  }
}
