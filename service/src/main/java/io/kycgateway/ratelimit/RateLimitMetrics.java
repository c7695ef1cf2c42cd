package io.kycgateway.ratelimit;

import com.codahale.metrics.Counter;
import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeLock;

/** Counts one decision for each request, and the scope of the limit that refused it. */
final class RateLimitMetrics {
  private final ScrapeLock barrier;
  private final Counter allowed;
  private final Counter blocked;
  private final EnumTable<LimitScope, Counter> hits;

  RateLimitMetrics(MetricRecorder metrics) {
    barrier = metrics.barrier();
    String endpoint = Catalogue.VERIFICATIONS_ROUTE;
    allowed = metrics.counter(Catalogue.RATE_LIMIT_DECISIONS, endpoint, "allowed");
    blocked = metrics.counter(Catalogue.RATE_LIMIT_DECISIONS, endpoint, "blocked");
    hits = metrics.counters(Catalogue.RATE_LIMIT_HITS, LimitScope.class, endpoint);
  }

  void allowed() {
    allowed.inc();
  }

  void refused(LimitScope scope) {
    barrier.together(
        () -> {
          hits.get(scope).inc();
          blocked.inc();
        });
  }
}
