package io.kycgateway.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.MDC;

/** Gives every request that reaches a servlet its context, also in every line of the log. */
public final class RequestContextFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient RequestContextFactory contexts;

  public RequestContextFilter(RequestContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ServletContextRequest jetty = ServletContextRequest.getServletContextRequest(request);
    RequestContext context =
        contexts.create(
            jetty,
            jetty.getServletContextResponse().getHeaders(),
            /* isRecorded= */ !RequestSpan.isProbe(request));
    ServletParameters.note(request, response);
    context.enterLog();
    try {
      chain.doFilter(request, response);
    } finally {
      MDC.clear();
    }
  }
}
