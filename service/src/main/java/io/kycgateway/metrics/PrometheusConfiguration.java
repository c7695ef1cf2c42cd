package io.kycgateway.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How metrics are exposed.
 *
 * @param nativeHistograms whether histograms have native buckets too. A Prometheus that takes them
 *     drops the classic ones unless told to keep them, and with them every rule written for those
 */
public record PrometheusConfiguration(boolean nativeHistograms) {
  /** Fills in what the file leaves out. */
  public PrometheusConfiguration(
      @JsonProperty("nativeHistograms") @Nullable Boolean nativeHistograms) {
    this(nativeHistograms != null && nativeHistograms);
  }
}
