package io.kycgateway.problem;

import java.util.Arrays;
import java.util.Locale;

/** Every error of the API. The codes are stable: clients rely on them. */
public enum ProblemCode {
  MALFORMED_REQUEST(400, "Malformed request", false),
  UNAUTHORIZED(401, "Unauthorized", false),
  NOT_FOUND(404, "Not found", false),
  METHOD_NOT_ALLOWED(405, "Method not allowed", false),
  NOT_ACCEPTABLE(406, "Not acceptable", false),
  REQUEST_TIMEOUT(408, "Request timeout", true),
  IDEMPOTENCY_CONFLICT(409, "The same request is in flight", true),
  PAYLOAD_TOO_LARGE(413, "Payload too large", false),
  URI_TOO_LONG(414, "URI too long", false),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type", false),
  INVALID_FIELDS(422, "Invalid fields", false),
  IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused", false),
  RATE_LIMITED(429, "Too many requests", true),
  HEADERS_TOO_LARGE(431, "Request header fields too large", false),
  TOO_MANY_FAILURES(429, "Too many failed attempts", true),
  INTERNAL_ERROR(500, "Internal error", true),
  MODULE_FAILED(502, "A module failed", true),
  OVERLOADED(503, "Overloaded", true),
  SHUTTING_DOWN(503, "Shutting down", true),
  HISTORY_UNAVAILABLE(503, "History unavailable", true),
  DEADLINE_EXCEEDED(504, "Deadline exceeded", true);

  private final int status;
  private final String title;
  private final boolean retryable;

  ProblemCode(int status, String title, boolean retryable) {
    this.status = status;
    this.title = title;
    this.retryable = retryable;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** A short summary, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** Whether the same request may succeed later. */
  public boolean isRetryable() {
    return retryable;
  }

  /** The code in the document. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The code for a status that a library chose. */
  static ProblemCode ofStatus(int status) {
    return Arrays.stream(values())
        .filter(code -> code.status == status && code != SHUTTING_DOWN)
        .findFirst()
        .orElse(isClientError(status) ? MALFORMED_REQUEST : INTERNAL_ERROR);
  }

  // 501 is for an unknown transfer coding and 505 for an unknown HTTP version: errors of the client
  // that no retry will fix.
  private static boolean isClientError(int other) {
    return (other >= 400 && other < 500) || other == 501 || other == 505;
  }
}
