package io.kycgateway.http;

import io.kycgateway.address.TrustedProxies;
import io.kycgateway.verification.TraceContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
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

  public RequestContextFilter(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    RequestContext context =
        new RequestContext(
            RequestContext.requestId(request.getHeader(REQUEST_ID)),
            TraceContext.continued(request.getHeader(TRACEPARENT), tracestate(request)),
            proxies.client(
                String.valueOf(request.getRemoteAddr()),
                header -> Collections.list(request.getHeaders(header))));
    request.setAttribute(RequestContext.ATTRIBUTE, context);
    ServletParameters.note(request, response);
    response.setHeader(REQUEST_ID, context.requestId());
    response.setHeader(TRACEPARENT, context.trace().traceparent());
    MDC.put("request_id", context.requestId());
    MDC.put("trace_id", context.trace().traceId());
    try {
      chain.doFilter(request, response);
    } finally {
      MDC.clear();
    }
  }

  // A list, which may be sent as several headers.
  private static @Nullable String tracestate(HttpServletRequest request) {
    List<String> values = Collections.list(request.getHeaders(TRACESTATE));
    return values.isEmpty() ? null : String.join(",", values);
  }
}
