package io.kycgateway.problem;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Maps everything that Jersey or our code throws to problem+json. */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof WebApplicationException e) {
      ProblemCode code = ProblemCode.ofStatus(e.getResponse().getStatus());
      if (code != ProblemCode.INTERNAL_ERROR) {
        Response response = response(ProblemReply.of(Problem.of(code, detail(code))));
        return e instanceof NotAllowedException
            ? Response.fromResponse(response)
                .header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW))
                .build()
            : response;
      }
    }
    return response(ProblemReply.of(thrown));
  }

  private static Response response(ProblemReply reply) {
    Response.ResponseBuilder response =
        Response.status(reply.problem().status())
            .type(MediaType.valueOf(Problem.MEDIA_TYPE))
            .entity(reply.problem());
    reply.headers().forEach(response::header);
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
