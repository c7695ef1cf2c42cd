package io.kycgateway.http;

import io.kycgateway.address.TrustedProxies;
import io.kycgateway.verification.Span;
import io.kycgateway.verification.Tracer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Accepts or makes {@code X-Request-ID} and {@code traceparent}, echoes both and puts them into
 * every log line of the request.
 */
public final class RequestContextFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String REQUEST_ID = "X-Request-ID";
  private static final String TRACEPARENT = "traceparent";
  private static final String TRACESTATE = "tracestate";

  private final transient TrustedProxies proxies;
  private final transient Tracer tracer;

  public RequestContextFilter(TrustedProxies proxies, Tracer tracer) {
    this.proxies = proxies;
    this.tracer = tracer;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    RequestContext context =
        new RequestContext(
            RequestContext.requestId(request.getHeader(REQUEST_ID)),
            span(request),
            proxies.client(
                String.valueOf(request.getRemoteAddr()),
                header -> Collections.list(request.getHeaders(header))));
    request.setAttribute(RequestContext.ATTRIBUTE, context);
    ServletParameters.note(request, response);
    response.setHeader(REQUEST_ID, context.requestId());
    response.setHeader(TRACEPARENT, context.span().context().traceparent());
    MDC.put("request_id", context.requestId());
    MDC.put("trace_id", context.span().context().traceId());
    try {
      chain.doFilter(request, response);
    } finally {
      MDC.clear();
    }
  }

  // It begins with the request's head, so that waiting for a body and for a thread is a part of it.
  private Span span(HttpServletRequest request) {
    String traceparent = request.getHeader(TRACEPARENT);
    String tracestate = tracestate(request);
    return RequestSpan.isProbe(request)
        ? tracer.unrecorded(traceparent, tracestate)
        : tracer.request(
            traceparent,
            tracestate,
            ServletContextRequest.getServletContextRequest(request).getHeadersNanoTime());
  }

  // A list, which may be sent as several headers.
  private static @Nullable String tracestate(HttpServletRequest request) {
    List<String> values = Collections.list(request.getHeaders(TRACESTATE));
    return values.isEmpty() ? null : String.join(",", values);
  }
}
