package io.kycgateway.http;

/** The route templates of the application connector; also values of metric labels. */
public final class Routes {
  public static final String VERIFICATIONS = "/v1/verifications";

  /** One kept verification. */
  public static final String VERIFICATION = VERIFICATIONS + "/{id}";

  /** The OpenAPI document. */
  public static final String OPENAPI = "/openapi.yaml";

  /** Liveness and readiness probes. */
  public static final String HEALTH = "/health";

  private Routes() {}
}
