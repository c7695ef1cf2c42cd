package io.kycgateway.http;

/** The route templates of the application connector; also values of metric labels. */
public final class Routes {
  public static final String VERIFICATIONS = "/v1/verifications";

  /** One kept verification. */
  public static final String VERIFICATION = VERIFICATIONS + "/{id}";

  /** Liveness and readiness probes. */
  public static final String HEALTH = "/health";

  private Routes() {}
}
