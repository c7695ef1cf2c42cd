package io.kycgateway.http;

import io.kycgateway.address.ClientAddress;
import io.kycgateway.common.RandomUuid;
import io.kycgateway.verification.Span;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What surrounds a request: its id, its span and the address that it comes from. */
public record RequestContext(String requestId, Span span, ClientAddress client) {
  /** The request attribute that holds the context. */
  public static final String ATTRIBUTE = "kyc.context";

  /** The request attribute that holds the API client's name, for the access log. */
  public static final String CLIENT_ATTRIBUTE = "kyc.client";

  /** The request attribute that holds the route's template, for metrics and the access log. */
  static final String HANDLER_ATTRIBUTE = "kyc.handler";

  // What balancers and clients make ids of (Root=1-…;Self=…, base64, a path and a host) and what
  // needs no escaping in a log line or a header. No step up a path: others may file things by id.
  private static final Pattern ACCEPTED_ID =
      Pattern.compile("(?!(.*/)?\\.\\.(/|$))[A-Za-z0-9._=:;@/+-]{1,128}");

  /** The id of a request: the one that it came with if that is acceptable, else a new one. */
  public static String requestId(@Nullable String offered) {
    return offered != null && ACCEPTED_ID.matcher(offered).matches()
        ? offered
        : RandomUuid.next().toString();
  }

  /** Puts the ids into every line that this thread logs, until {@code MDC.clear()}. */
  public void enterLog() {
    MDC.put("request_id", requestId);
    MDC.put("trace_id", span.context().traceId());
  }

  public static RequestContext of(HttpServletRequest request) {
    return noted(request.getAttribute(ATTRIBUTE));
  }

  public static RequestContext of(Request request) {
    return noted(request.getAttribute(ATTRIBUTE));
  }

  private static RequestContext noted(@Nullable Object attribute) {
    if (attribute instanceof RequestContext context) {
      return context;
    }
    throw new IllegalStateException("the request has no context: nothing made one");
  }
}
