package io.kycgateway.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How metrics are exposed.
 *
 * @param nativeHistograms whether histograms also have native buckets. A Prometheus that ingests
 *     them drops the classic ones unless configured to keep them, and rules on classic buckets fail
 */
public record PrometheusConfiguration(boolean nativeHistograms) {
  /** Fills in what the file leaves out. */
  public PrometheusConfiguration(
      @JsonProperty("nativeHistograms") @Nullable Boolean nativeHistograms) {
    this(nativeHistograms != null && nativeHistograms);
  }
}
