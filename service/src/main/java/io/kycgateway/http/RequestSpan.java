package io.kycgateway.http;

import io.kycgateway.verification.Span;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The end of a request's span, with the names of OpenTelemetry's conventions for HTTP. Of what they
 * require it lacks {@code url.path}, and of what they recommend addresses and headers: those may be
 * personal data.
 */
public final class RequestSpan {
  private static final String METHOD = "http.request.method";
  private static final String ROUTE = "http.route";
  private static final String STATUS = "http.response.status_code";
  private static final String SCHEME = "url.scheme";
  private static final String CLIENT = "kyc.client";

  private RequestSpan() {}

  /** Whether it is a probe, which is not worth a span: they come every few seconds. */
  static boolean isProbe(HttpServletRequest request) {
    return request.getHttpServletMapping().getMappingMatch() == MappingMatch.EXACT
        && Routes.HEALTH.equals(request.getHttpServletMapping().getPattern());
  }

  static void end(Span span, Request request, String method, @Nullable String route, int status) {
    if (span.isRecorded()) {
      if (request.getAttribute(RequestContext.CLIENT_ATTRIBUTE) instanceof String client) {
        span.put(CLIENT, client);
      }
      end(span, method, String.valueOf(request.getHttpURI().getScheme()), route, status);
    }
  }

  /**
   * Ends the span of an answered request.
   *
   * @param method a known one, or {@code _OTHER}
   * @param route its template; null: no route
   */
  public static void end(
      Span span, String method, String scheme, @Nullable String route, int status) {
    if (!span.isRecorded()) {
      return;
    }
    String verb = method.equals(HttpMetrics.OTHER_METHOD) ? "HTTP" : method;
    span.rename(route == null ? verb : verb + " " + route);
    span.put(METHOD, method);
    span.put(SCHEME, scheme);
    span.put(STATUS, status);
    if (route != null) {
      span.put(ROUTE, route);
    }
    if (status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
      span.fail(Integer.toString(status));
    }
    span.end();
  }
}
