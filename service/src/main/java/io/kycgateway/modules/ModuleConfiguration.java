package io.kycgateway.modules;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One module of the graph, as configured.
 *
 * @param url its URL; empty: simulated, or a startup error
 * @param timeout of one call, retries included
 * @param after the modules whose results it needs
 * @param required whether its failure ends the verification; otherwise the verification is degraded
 * @param retries further attempts when a connection breaks before a response
 * @param circuit its circuit breaker
 */
public record ModuleConfiguration(
    String url,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration timeout,
    List<String> after,
    boolean required,
    @Min(0) @Max(5) int retries,
    @Valid @NotNull CircuitConfiguration circuit) {

  /** Fills in what the file leaves out. */
  public ModuleConfiguration(
      @JsonProperty("url") @Nullable String url,
      @JsonProperty("timeout") @Nullable Duration timeout,
      @JsonProperty("after") @Nullable List<String> after,
      @JsonProperty("required") @Nullable Boolean required,
      @JsonProperty("retries") @Nullable Integer retries,
      @JsonProperty("circuit") @Nullable CircuitConfiguration circuit) {
    this(
        url == null ? "" : url,
        timeout == null ? Duration.seconds(2) : timeout,
        after == null ? List.of() : List.copyOf(after),
        required == null || required,
        retries == null ? 1 : retries,
        circuit == null ? CircuitConfiguration.defaults() : circuit);
  }
}
