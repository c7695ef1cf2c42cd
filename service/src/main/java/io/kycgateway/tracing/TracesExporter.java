package io.kycgateway.tracing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.stream.Stream;

/** How spans leave the process: the values of {@code OTEL_TRACES_EXPORTER} that are supported. */
public enum TracesExporter {
  /** Not at all. */
  @JsonProperty("none")
  NONE,

  /** By the OpenTelemetry protocol over HTTP. */
  @JsonProperty("otlp")
  OTLP;

  /**
   * The exporter of that name.
   *
   * @throws IllegalArgumentException names those that there are
   */
  @JsonCreator
  static TracesExporter of(String name) {
    return Stream.of(values())
        .filter(exporter -> exporter.name().toLowerCase(Locale.ROOT).equals(name.strip()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("OTEL_TRACES_EXPORTER must be otlp or none"));
  }
}
