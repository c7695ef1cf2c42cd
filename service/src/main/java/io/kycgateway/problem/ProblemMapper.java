package io.kycgateway.problem;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps everything that Jersey or our code throws to problem+json: the one place for it. */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
  private static final String CHALLENGE = "Bearer realm=\"kyc-gateway\"";
  private static final String RETRY_AFTER_SECONDS = "1";

  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof ProblemException e) {
      Response response = response(e.problem());
      return e.retryAfterSeconds() == 0 ? response : refused(response, e.retryAfterSeconds());
    }
    if (thrown instanceof WebApplicationException e) {
      ProblemCode code = ProblemCode.ofStatus(e.getResponse().getStatus());
      if (code != ProblemCode.INTERNAL_ERROR) {
        Response response = response(Problem.of(code, detail(code)));
        return e instanceof NotAllowedException
            ? Response.fromResponse(response)
                .header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW))
                .build()
            : response;
      }
    }
    LOG.error("request failed: internal error", thrown);
    return response(Problem.of(ProblemCode.INTERNAL_ERROR, detail(ProblemCode.INTERNAL_ERROR)));
  }

  // Closed, so that the next attempt costs a new connection.
  private static Response refused(Response response, long retryAfterSeconds) {
    return Response.fromResponse(response)
        .header(HttpHeaders.RETRY_AFTER, retryAfterSeconds)
        .header("Connection", "close")
        .build();
  }

  public static Response response(Problem problem) {
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(MediaType.valueOf(Problem.MEDIA_TYPE))
            .entity(problem);
    if (problem.status() == ProblemCode.UNAUTHORIZED.status()) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
    }
    if (problem.status() == ProblemCode.OVERLOADED.status()
        || problem.status() == ProblemCode.IDEMPOTENCY_CONFLICT.status()) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return response.build();
  }

  public static String detail(ProblemCode code) {
    return switch (code) {
      case NOT_FOUND -> "no resource at this path";
      case METHOD_NOT_ALLOWED -> "this path does not support that method";
      case NOT_ACCEPTABLE -> "answers are application/json or application/problem+json";
      case UNSUPPORTED_MEDIA_TYPE -> "the body must be application/json";
      case URI_TOO_LONG -> "the URI is too long";
      case HEADERS_TOO_LARGE -> "the headers are too large";
      case REQUEST_TIMEOUT -> "the request was not received in time";
      case PAYLOAD_TOO_LARGE -> "the body is too large";
      case RATE_LIMITED -> "too many requests; Retry-After says when to try again";
      case INTERNAL_ERROR -> "internal error, see the gateway's log";
      case OVERLOADED, SHUTTING_DOWN -> "try again shortly";
      default -> "the request is malformed";
    };
  }
}
