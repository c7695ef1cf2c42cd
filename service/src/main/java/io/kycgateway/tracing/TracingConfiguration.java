package io.kycgateway.tracing;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Whether spans are exported. Where to, how many and as whose is for the variables of
 * OpenTelemetry, {@code OTEL_*}.
 */
public record TracingConfiguration(TracesExporter exporter) {
  /** Fills in what the file leaves out. */
  public TracingConfiguration(@JsonProperty("exporter") @Nullable TracesExporter exporter) {
    this.exporter = exporter == null ? TracesExporter.NONE : exporter;
  }

  /** Nothing is exported. */
  public static TracingConfiguration none() {
    return new TracingConfiguration(TracesExporter.NONE);
  }
}
