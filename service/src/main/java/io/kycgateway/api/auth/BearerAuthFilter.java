package io.kycgateway.api.auth;

import com.codahale.metrics.Counter;
import io.dropwizard.auth.AuthFilter;
import io.kycgateway.http.RequestContext;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.ratelimit.AuthFailureLimiter;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bearer authentication (RFC 6750) from the {@code Authorization} header only. Dropwizard's own
 * filter takes a key from the URL as well, where every proxy logs it. The client that was found
 * when the request arrived is not looked up again.
 */
@Priority(Priorities.AUTHENTICATION)
public final class BearerAuthFilter extends AuthFilter<Supplier<Optional<ApiClient>>, ApiClient> {
  private static final String SCHEME = "bearer ";
  private static final int MAX_KEY = 256;

  private final Function<String, Optional<ApiClient>> keys;
  private final AuthFailureLimiter authFailures;
  private final Counter failures;

  /**
   * Authenticates that way.
   *
   * @param keys finds the client that holds an API key
   * @param failures counts requests without a valid key
   */
  public BearerAuthFilter(
      Function<String, Optional<ApiClient>> keys,
      AuthFailureLimiter authFailures,
      Counter failures) {
    this.keys = keys;
    this.authenticator = Supplier::get;
    this.authFailures = authFailures;
    this.failures = failures;
    this.prefix = "Bearer";
    this.realm = "kyc-gateway";
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!authenticate(request, client(request), "Bearer")) {
      failures.inc();
      throttle(request);
      throw new ProblemException(
          Problem.of(ProblemCode.UNAUTHORIZED, "a valid API key is needed: Authorization: Bearer"));
    }
    request.setProperty(
        RequestContext.CLIENT_ATTRIBUTE, request.getSecurityContext().getUserPrincipal().getName());
  }

  private @Nullable Supplier<Optional<ApiClient>> client(ContainerRequestContext request) {
    if (request.getProperty(ApiClient.ATTRIBUTE) instanceof ApiClient client) {
      return () -> Optional.of(client);
    }
    String key = key(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    return key == null ? null : () -> keys.apply(key);
  }

  // No key at all is no guess.
  private void throttle(ContainerRequestContext request) {
    if (request.getHeaderString(HttpHeaders.AUTHORIZATION) == null) {
      return;
    }
    long retryAfter =
        authFailures.recordFailure(
            request.getProperty(RequestContext.ATTRIBUTE) instanceof RequestContext context
                ? context.client().text()
                : null);
    if (retryAfter > 0) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.TOO_MANY_FAILURES, "too many wrong API keys came from this address"),
          retryAfter);
    }
  }

  /** The key in an Authorization header; null if there is none that could be valid. */
  public static @Nullable String key(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String key = header.substring(SCHEME.length()).strip();
    return key.length() > MAX_KEY ? null : key;
  }
}
