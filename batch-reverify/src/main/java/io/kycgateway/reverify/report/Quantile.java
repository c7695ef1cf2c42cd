package io.kycgateway.reverify.report;

import java.util.List;

/**
 * A quantile shown in summaries.
 *
 * @param percentile 0 to 100
 */
record Quantile(String name, double percentile) {
  static final List<Quantile> ALL =
      List.of(
          new Quantile("p50", 50),
          new Quantile("p90", 90),
          new Quantile("p95", 95),
          new Quantile("p99", 99),
          new Quantile("max", 100));
}
