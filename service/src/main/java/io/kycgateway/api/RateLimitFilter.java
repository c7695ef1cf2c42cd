package io.kycgateway.api;

import io.kycgateway.http.RequestContext;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.problem.ProblemMapper;
import io.kycgateway.ratelimit.RateLimitCheck;
import io.kycgateway.ratelimit.RateLimiter;
import io.kycgateway.verification.VerificationRequest;
import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

/**
 * Rate limits in the way of a request. It is counted against its address as soon as it is known
 * whose key it has, so that a body full of mistakes is not for free; against device and session
 * when these have been read. Every answer tells how much is left.
 */
@RateLimited
@Priority(Priorities.AUTHORIZATION)
final class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String ATTRIBUTE = "kyc.rate-limit";
  private static final String POLICY = "RateLimit-Policy";
  private static final String STATE = "RateLimit";

  private final RateLimiter limiter;

  RateLimitFilter(RateLimiter limiter) {
    this.limiter = limiter;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String client = request.getSecurityContext().getUserPrincipal().getName();
    limiter
        .begin(client)
        .ifPresent(
            limited -> {
              request.setProperty(ATTRIBUTE, limited);
              if (request.getProperty(RequestContext.ATTRIBUTE) instanceof RequestContext context) {
                // Refused or not, the body is read: the answer names the session that is in it.
                boolean unused = limited.passesAddress(context.client().network());
              }
            });
  }

  /**
   * The second half, for a request whose body has been read.
   *
   * @throws ProblemException if the request is over a limit
   */
  static void check(HttpServletRequest http, VerificationRequest request) {
    if (http.getAttribute(ATTRIBUTE) instanceof RateLimitCheck limited
        && !limited.passesIdentity(request.deviceId(), request.sessionId())) {
      throw new ProblemException(problem().withSession(request.sessionId()));
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!(request.getProperty(ATTRIBUTE) instanceof RateLimitCheck limited)) {
      return;
    }
    if (!limited.isIdentified() && isSuccess(response)) {
      // A decision that was made before: who lost it gets it again, limit or no limit.
      limited.waive();
      return;
    }
    limited.end();
    MultivaluedMap<String, Object> headers = response.getHeaders();
    headers.putSingle(POLICY, limited.policy());
    String state = limited.state();
    if (!state.isEmpty()) {
      headers.putSingle(STATE, state);
    }
    if (limited.isRefused()) {
      headers.putSingle(HttpHeaders.RETRY_AFTER, limited.retryAfterSeconds());
      if (response.getStatus() != ProblemCode.RATE_LIMITED.status()) {
        // Over the limit, and the body was no good: nobody learns about bodies beyond the limit.
        response.setStatus(ProblemCode.RATE_LIMITED.status());
        response.setEntity(problem(), null, MediaType.valueOf(Problem.MEDIA_TYPE));
      }
    }
  }

  private static boolean isSuccess(ContainerResponseContext response) {
    return response.getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL;
  }

  private static Problem problem() {
    return Problem.of(ProblemCode.RATE_LIMITED, ProblemMapper.detail(ProblemCode.RATE_LIMITED));
  }
}
