package io.kycgateway.metrics;

/** The Prometheus types that we expose. */
public enum MetricType {
  COUNTER,
  GAUGE,
  HISTOGRAM,
  /** Sum and count only, without quantiles, which cannot be aggregated. */
  SUMMARY,
  INFO
}
