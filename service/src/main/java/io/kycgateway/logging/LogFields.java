package io.kycgateway.logging;

import java.util.Map;

/**
 * The names of fields in JSON, those of the Elastic Common Schema where it has one. In text they
 * are in the message, or in brackets before it.
 */
public final class LogFields {
  /** Of an access line: the method, {@code _OTHER} if it is unknown. */
  public static final String METHOD = "http.request.method";

  /** Of an access line: the route's template, never the path. */
  public static final String ROUTE = "http.route";

  /** Of an access line: the status. */
  public static final String STATUS = "http.response.status_code";

  /** Of an access line: nanoseconds. */
  public static final String DURATION = "event.duration";

  /** Of an access line: the API client's name. */
  public static final String CLIENT = "user.name";

  /** Of an access line: how its verification ended. */
  public static final String OUTCOME = "kyc.outcome";

  /** The verification's id. */
  public static final String VERIFICATION = "kyc.verification_id";

  /**
   * What lines of a request have in common, by their keys in the MDC. Anything else that is in the
   * MDC is left out: a library may put there what it likes.
   */
  static final Map<String, String> OF_THE_REQUEST =
      Map.of(
          "request_id", "http.request.id",
          "trace_id", "trace.id",
          "session_id", "kyc.session_id",
          "verification_id", VERIFICATION);

  private LogFields() {}
}
