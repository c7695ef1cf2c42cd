package io.kycgateway.admin;

import com.codahale.metrics.Counter;
import io.dropwizard.auth.AuthenticationException;
import io.dropwizard.auth.Authenticator;
import io.dropwizard.auth.basic.BasicCredentials;
import io.kycgateway.ratelimit.AuthFailureLimiter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requires HTTP Basic credentials (RFC 7617) for everything on the admin connector. */
final class AdminAuthFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String CHALLENGE = "Basic realm=\"kyc-gateway admin\", charset=\"UTF-8\"";
  private static final String SCHEME = "basic ";
  private static final int TOO_MANY_REQUESTS = 429;

  private final transient Authenticator<BasicCredentials, AdminUser> authenticator;
  private final transient AuthFailureLimiter authFailures;
  private final transient Counter failures;

  AdminAuthFilter(
      Authenticator<BasicCredentials, AdminUser> authenticator,
      AuthFailureLimiter authFailures,
      Counter failures) {
    this.authenticator = authenticator;
    this.authFailures = authFailures;
    this.failures = failures;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isAuthentic(request.getHeader("Authorization"))) {
      chain.doFilter(request, response);
      return;
    }
    failures.inc();
    response.setContentType("text/plain;charset=utf-8");
    // Missing credentials are no failed attempt: a browser sends its first request without them.
    long retryAfter =
        request.getHeader("Authorization") == null
            ? 0
            : authFailures.recordFailure(request.getRemoteAddr());
    if (retryAfter > 0) {
      response.setStatus(TOO_MANY_REQUESTS);
      response.setHeader("Retry-After", Long.toString(retryAfter));
      // The next attempt needs a new connection.
      response.setHeader("Connection", "close");
      response.getWriter().println("429 Too Many Requests");
      return;
    }
    response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    response.setHeader("WWW-Authenticate", CHALLENGE);
    response.getWriter().println("401 Unauthorized");
  }

  private boolean isAuthentic(@Nullable String header) {
    try {
      Optional<BasicCredentials> credentials = credentials(header);
      return credentials.isPresent() && authenticator.authenticate(credentials.get()).isPresent();
    } catch (AuthenticationException e) {
      return false;
    }
  }

  private static Optional<BasicCredentials> credentials(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()),
              StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new BasicCredentials(pair.substring(0, colon), pair.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
