package io.kycgateway.admin;

import io.dropwizard.core.setup.AdminEnvironment;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.ratelimit.AuthFailureLimiter;
import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;

/** Configures the admin connector: the scrape, behind authentication. */
public final class AdminConnector {
  private AdminConnector() {}

  /** Serves the scrape at {@code /metrics} and requires the password for everything. */
  public static void configure(
      AdminEnvironment admin,
      MetricsAuthenticator authenticator,
      AuthFailureLimiter authFailures,
      PrometheusRegistry registry,
      MetricRecorder recorder) {
    admin
        .addFilter(
            "admin-auth",
            new AdminAuthFilter(
                authenticator, authFailures, recorder.counter(AdminMetrics.AUTH_FAILURES)))
        .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    // An exact path takes precedence over Dropwizard's own JSON, which is mapped to a wildcard.
    admin.addServlet("prometheus", new PrometheusMetricsServlet(registry)).addMapping("/metrics");
  }
}
