package io.kycgateway.http;

import io.kycgateway.address.ClientAddress;
import io.kycgateway.common.RandomUuid;
import io.kycgateway.verification.Span;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

  public static RequestContext of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof RequestContext context) {
      return context;
    }
    throw new IllegalStateException("the request has no context: the context filter is missing");
  }
}
