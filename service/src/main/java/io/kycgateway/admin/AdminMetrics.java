package io.kycgateway.admin;

import io.kycgateway.metrics.Family;
import java.util.List;

/** The metric families of the admin connector. */
public final class AdminMetrics {
  static final Family AUTH_FAILURES =
      Family.counter(
          "kyc_admin_auth_failures_total",
          "Requests to the admin connector refused for missing or wrong credentials.");

  public static final List<Family> FAMILIES = List.of(AUTH_FAILURES);

  private AdminMetrics() {}
}
