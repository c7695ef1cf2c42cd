package io.kycgateway.metrics;

/** The Prometheus types that we expose. */
public enum MetricType {
  COUNTER,
  GAUGE,
  HISTOGRAM,
  /** Sum and count only: our summaries hold no quantiles, those cannot be aggregated. */
  SUMMARY,
  INFO
}
