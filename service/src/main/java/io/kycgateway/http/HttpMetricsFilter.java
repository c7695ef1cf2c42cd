package io.kycgateway.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/** Measures and logs every request that reaches a servlet, also those that fail. */
public final class HttpMetricsFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient RequestReport report;

  public HttpMetricsFilter(RequestReport report) {
    this.report = report;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long start = report.now();
    boolean returned = false;
    try {
      chain.doFilter(request, response);
      returned = true;
    } finally {
      ServletContextRequest jetty = ServletContextRequest.getServletContextRequest(request);
      // An exception that leaves the chain is answered with 500 by the server.
      int status = returned ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      report.answered(jetty, jetty.getServletContextResponse(), route(request), status, start);
    }
  }

  // The resource's template, or the exact path of a servlet, such as the probes'.
  private static @Nullable String route(HttpServletRequest request) {
    if (request.getAttribute(RequestContext.HANDLER_ATTRIBUTE) instanceof String template) {
      return template;
    }
    HttpServletMapping servlet = request.getHttpServletMapping();
    return servlet.getMappingMatch() == MappingMatch.EXACT ? servlet.getPattern() : null;
  }
}
