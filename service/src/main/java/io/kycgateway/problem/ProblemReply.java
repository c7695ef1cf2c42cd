package io.kycgateway.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A problem as it is sent.
 *
 * @param headers the header fields that the response has for it, beside its media type
 */
public record ProblemReply(Problem problem, Map<String, String> headers) {
  /** The media type of each, as a header field of Jetty. */
  public static final HttpField CONTENT_TYPE =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);

  private static final Logger LOG = LoggerFactory.getLogger(ProblemReply.class);
  private static final String CHALLENGE = "Bearer realm=\"kyc-gateway\"";
  private static final String RETRY_AFTER = "Retry-After";
  private static final String RETRY_AFTER_SECONDS = "1";

  public static ProblemReply of(Problem problem) {
    return new ProblemReply(problem, headers(problem));
  }

  /** What a request ends with that our code ended by this. */
  public static ProblemReply of(Throwable thrown) {
    if (thrown instanceof ProblemException e) {
      return of(e);
    }
    LOG.error("request failed: internal error", thrown);
    return of(
        Problem.of(ProblemCode.INTERNAL_ERROR, ProblemMapper.detail(ProblemCode.INTERNAL_ERROR)));
  }

  private static ProblemReply of(ProblemException e) {
    Map<String, String> headers = headers(e.problem());
    if (e.retryAfterSeconds() > 0) {
      headers.put(RETRY_AFTER, Long.toString(e.retryAfterSeconds()));
      // So that the next attempt costs a new connection.
      headers.put("Connection", "close");
    }
    return new ProblemReply(e.problem(), headers);
  }

  private static Map<String, String> headers(Problem problem) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (problem.status() == ProblemCode.UNAUTHORIZED.status()) {
      headers.put("WWW-Authenticate", CHALLENGE);
    }
    if (problem.status() == ProblemCode.OVERLOADED.status()
        || problem.status() == ProblemCode.IDEMPOTENCY_CONFLICT.status()) {
      headers.put(RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return headers;
  }
}
