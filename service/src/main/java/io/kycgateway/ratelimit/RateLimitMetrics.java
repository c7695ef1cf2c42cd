package io.kycgateway.ratelimit;

import io.kycgateway.common.EnumTable;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricFamilies;
import io.kycgateway.metrics.ScrapeBarrier;


import com.codahale.metrics.Counter;

/** Counts what the limits decide: one decision for each request, and why it was refused. */
final class RateLimitMetrics {
  private final ScrapeBarrier barrier;
  private final Counter allowed;
  private final Counter blocked;
  private final EnumTable<Subject, Counter> hits;

  RateLimitMetrics(MetricFamilies families) {
    barrier = families.barrier();
    String endpoint = Catalogue.VERIFICATIONS_ROUTE;
    allowed = families.counter(Catalogue.RATE_LIMIT_DECISIONS, endpoint, "allowed");
    blocked = families.counter(Catalogue.RATE_LIMIT_DECISIONS, endpoint, "blocked");
    hits = families.counters(Catalogue.RATE_LIMIT_HITS, Subject.class, endpoint);
  }

  void allowed() {
    allowed.inc();
  }

  void refused(Subject subject) {
    barrier.together(
        () -> {
          hits.get(subject).inc();
          blocked.inc();
        });
  }
}
