package io.kycgateway.ratelimit;

import com.codahale.metrics.Counter;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.WireName;
import io.kycgateway.http.Routes;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import java.util.List;

/** Counts one decision for each request that is subject to limits, and why it was refused. */
public final class RateLimitMetrics {
  private static final Label ENDPOINT =
      Label.closed("endpoint", Routes.VERIFICATIONS, Routes.VERIFICATION);

  static final Family HITS =
      Family.counter(
          "kyc_rate_limit_hits_total",
          "Requests refused by rate limiting, by the limit that they hit.",
          ENDPOINT,
          Label.closed("reason", LimitScope.values()));

  static final Family DECISIONS =
      Family.counter(
          "kyc_rate_limit_decisions_total",
          "Requests subject to rate limits, by decision.",
          ENDPOINT,
          Label.closed("decision", Decision.values()));

  static final Family BACKEND_ERRORS =
      Family.counter(
          "kyc_rate_limit_backend_errors_total",
          "Failed requests to the shared rate-limit store; local limits were used instead.");

  public static final List<Family> FAMILIES = List.of(HITS, DECISIONS, BACKEND_ERRORS);

  private enum Decision implements WireName {
    ALLOWED,
    BLOCKED
  }

  private final Endpoint verifications;
  private final Endpoint verification;

  RateLimitMetrics(MetricRecorder recorder) {
    verifications = new Endpoint(recorder, Routes.VERIFICATIONS);
    verification = new Endpoint(recorder, Routes.VERIFICATION);
  }

  /** Those of {@link Routes#VERIFICATIONS}, or of one verification. */
  Endpoint of(String route) {
    return switch (route) {
      case Routes.VERIFICATIONS -> verifications;
      case Routes.VERIFICATION -> verification;
      default -> throw new IllegalArgumentException("a route without limits: " + route);
    };
  }

  /** The counters of one route. */
  static final class Endpoint {
    private final MetricRecorder recorder;
    private final EnumTable<Decision, Counter> decisions;
    private final EnumTable<LimitScope, Counter> hits;

    private Endpoint(MetricRecorder recorder, String route) {
      this.recorder = recorder;
      decisions = recorder.counters(DECISIONS, Decision.class, route);
      hits = recorder.counters(HITS, LimitScope.class, route);
    }

    void allowed() {
      decisions.get(Decision.ALLOWED).inc();
    }

    void refused(LimitScope scope) {
      recorder.atomically(
          () -> {
            hits.get(scope).inc();
            decisions.get(Decision.BLOCKED).inc();
          });
    }
  }
}
