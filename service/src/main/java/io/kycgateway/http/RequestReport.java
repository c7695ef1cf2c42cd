package io.kycgateway.http;

import io.kycgateway.metrics.Exemplars;
import io.kycgateway.verification.Span;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** What is kept of a request that was answered: metrics, its span and its line in the log. */
public final class RequestReport {
  private final HttpMetrics metrics;
  private final boolean isLogging;

  /**
   * Records there.
   *
   * @param isLogging whether requests are logged as well
   */
  public RequestReport(HttpMetrics metrics, boolean isLogging) {
    this.metrics = metrics;
    this.isLogging = isLogging;
  }

  /** Nanoseconds of the clock that durations are measured by. */
  public long now() {
    return metrics.now();
  }

  /**
   * Reports a request with a context.
   *
   * @param route its template; null: no route
   * @param start when it began, by {@link #now}
   */
  public void answered(
      Request request, Response response, @Nullable String route, int status, long start) {
    String method = metrics.knownMethod(request.getMethod());
    long nanos = metrics.now() - start;
    Span span = RequestContext.of(request).span();
    try (Exemplars.Scope scope = Exemplars.within(span.context())) {
      metrics.record(
          route,
          method,
          status,
          nanos,
          Request.getContentBytesRead(request),
          Response.getContentBytesWritten(response));
    }
    RequestSpan.end(span, request, method, route, status);
    if (isLogging) {
      AccessLog.log(request, method, route, status, nanos);
    }
  }
}
