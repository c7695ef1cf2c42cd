package io.kycgateway.api.auth;

import io.kycgateway.metrics.Family;
import java.util.List;

/** The metric families of the API beside those of every HTTP request. */
public final class ApiMetrics {
  public static final Family AUTH_FAILURES =
      Family.counter(
          "kyc_api_auth_failures_total", "API requests refused for a missing or wrong API key.");

  public static final List<Family> FAMILIES = List.of(AUTH_FAILURES);

  private ApiMetrics() {}
}
