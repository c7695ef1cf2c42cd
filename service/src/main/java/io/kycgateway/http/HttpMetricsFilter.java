package io.kycgateway.http;

import io.kycgateway.metrics.Exemplars;
import io.kycgateway.verification.Span;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** Measures and logs every request of the application connector, also those that fail. */
public final class HttpMetricsFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient HttpMetrics metrics;
  private final boolean isLogging;

  /**
   * Records there.
   *
   * @param isLogging whether requests are logged as well
   */
  public HttpMetricsFilter(HttpMetrics metrics, boolean isLogging) {
    this.metrics = metrics;
    this.isLogging = isLogging;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long start = metrics.now();
    boolean returned = false;
    try {
      chain.doFilter(request, response);
      returned = true;
    } finally {
      ServletContextRequest jetty = ServletContextRequest.getServletContextRequest(request);
      String handler = handler(request);
      String method = metrics.knownMethod(request.getMethod());
      // An exception that leaves the chain is answered with 500 by the server.
      int status = returned ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      long nanos = metrics.now() - start;
      Span span = RequestContext.of(request).span();
      try (Exemplars.Scope scope = Exemplars.within(span.context())) {
        metrics.record(
            handler,
            method,
            status,
            nanos,
            Request.getContentBytesRead(jetty),
            Response.getContentBytesWritten(jetty.getServletContextResponse()));
      }
      RequestSpan.end(span, request, method, handler, status);
      if (isLogging) {
        AccessLog.log(request, method, handler, status, nanos);
      }
    }
  }

  // The resource's template, or the exact path of a servlet, such as the probes'.
  private static @Nullable String handler(HttpServletRequest request) {
    if (request.getAttribute(RequestContext.HANDLER_ATTRIBUTE) instanceof String template) {
      return template;
    }
    HttpServletMapping servlet = request.getHttpServletMapping();
    return servlet.getMappingMatch() == MappingMatch.EXACT ? servlet.getPattern() : null;
  }
}
