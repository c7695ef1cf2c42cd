package io.kycgateway.ratelimit;

import com.codahale.metrics.Counter;
import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeLock;

/** Counts what the limits decide: one decision for each request, and why it was refused. */
final class RateLimitMetrics {
  private final ScrapeLock barrier;
  private final Counter allowed;
  private final Counter blocked;
  private final EnumTable<LimitScope, Counter> hits;

  RateLimitMetrics(MetricRecorder families) {
    barrier = families.barrier();
    String endpoint = Catalogue.VERIFICATIONS_ROUTE;
    allowed = families.counter(Catalogue.RATE_LIMIT_DECISIONS, endpoint, "allowed");
    blocked = families.counter(Catalogue.RATE_LIMIT_DECISIONS, endpoint, "blocked");
    hits = families.counters(Catalogue.RATE_LIMIT_HITS, LimitScope.class, endpoint);
  }

  void allowed() {
    allowed.inc();
  }

  void refused(LimitScope subject) {
    barrier.together(
        () -> {
          hits.get(subject).inc();
          blocked.inc();
        });
  }
}
