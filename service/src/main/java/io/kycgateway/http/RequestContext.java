package io.kycgateway.http;

import io.kycgateway.address.ClientAddress;
import io.kycgateway.verification.TraceContext;
import jakarta.servlet.http.HttpServletRequest;

/** What surrounds a request: its id, its place in a trace and the address that it comes from. */
public record RequestContext(String requestId, TraceContext trace, ClientAddress client) {
  /** The request attribute that holds the context. */
  public static final String ATTRIBUTE = "kyc.context";

  /** The request attribute that holds the API client's name, for the access log. */
  public static final String CLIENT_ATTRIBUTE = "kyc.client";

  /** The request attribute that holds the route's template, for metrics and the access log. */
  static final String HANDLER_ATTRIBUTE = "kyc.handler";

  public static RequestContext of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof RequestContext context) {
      return context;
    }
    throw new IllegalStateException("the request has no context: the context filter is missing");
  }
}
