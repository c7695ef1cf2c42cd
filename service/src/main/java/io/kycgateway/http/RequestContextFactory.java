package io.kycgateway.http;

import io.kycgateway.address.TrustedProxies;
import io.kycgateway.verification.Span;
import io.kycgateway.verification.Tracer;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Accepts or makes {@code X-Request-ID} and {@code traceparent} of a request, and echoes both. */
public final class RequestContextFactory {
  /** The header of a request's id. */
  public static final String REQUEST_ID = "X-Request-ID";

  /** The header of its trace (W3C Trace Context). */
  public static final String TRACEPARENT = "traceparent";

  private static final String TRACESTATE = "tracestate";

  private final TrustedProxies proxies;
  private final Tracer tracer;

  public RequestContextFactory(TrustedProxies proxies, Tracer tracer) {
    this.proxies = proxies;
    this.tracer = tracer;
  }

  /**
   * Makes the context of that request and notes it on the request.
   *
   * @param response the header fields of its response, to which the ids are added
   * @param isRecorded whether it has a span of its own
   */
  public RequestContext create(Request request, HttpFields.Mutable response, boolean isRecorded) {
    HttpFields headers = request.getHeaders();
    RequestContext context =
        new RequestContext(
            RequestContext.requestId(headers.get(REQUEST_ID)),
            span(request, headers, isRecorded),
            proxies.client(String.valueOf(Request.getRemoteAddr(request)), headers::getValuesList));
    request.setAttribute(RequestContext.ATTRIBUTE, context);
    response.put(REQUEST_ID, context.requestId());
    response.put(TRACEPARENT, context.span().context().traceparent());
    return context;
  }

  // It begins with the request's head, so that waiting for a body and for a thread is a part of it.
  private Span span(Request request, HttpFields headers, boolean isRecorded) {
    String traceparent = headers.get(TRACEPARENT);
    String tracestate = tracestate(headers);
    return isRecorded
        ? tracer.request(traceparent, tracestate, request.getHeadersNanoTime())
        : tracer.unrecorded(traceparent, tracestate);
  }

  // A list, which may be sent as several headers.
  private static @Nullable String tracestate(HttpFields headers) {
    List<String> values = headers.getValuesList(TRACESTATE);
    return values.isEmpty() ? null : String.join(",", values);
  }
}
