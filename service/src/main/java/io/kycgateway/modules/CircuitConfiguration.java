package io.kycgateway.modules;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of a module.
 *
 * @param enabled whether there is one
 * @param failureRatio the ratio of failures among recent calls that opens it
 * @param minimumCalls recent calls below which it stays closed
 * @param window how long a call is recent; in whole seconds
 * @param openDuration how long it stays open
 * @param trialCalls calls that are permitted then, and decide whether it closes
 */
public record CircuitConfiguration(
    boolean enabled,
    @DecimalMin("0.01") @DecimalMax("1") double failureRatio,
    @Min(1) @Max(1_000_000) int minimumCalls,
    @NotNull
        @MinDuration(value = 1, unit = TimeUnit.SECONDS)
        @MaxDuration(value = 10, unit = TimeUnit.MINUTES)
        Duration window,
    @NotNull
        @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
        @MaxDuration(value = 1, unit = TimeUnit.HOURS)
        Duration openDuration,
    @Min(1) @Max(1000) int trialCalls) {

  /** Fills in what the file leaves out. */
  public CircuitConfiguration(
      @JsonProperty("enabled") @Nullable Boolean enabled,
      @JsonProperty("failureRatio") @Nullable Double failureRatio,
      @JsonProperty("minimumCalls") @Nullable Integer minimumCalls,
      @JsonProperty("window") @Nullable Duration window,
      @JsonProperty("openDuration") @Nullable Duration openDuration,
      @JsonProperty("trialCalls") @Nullable Integer trialCalls) {
    this(
        enabled == null || enabled,
        failureRatio == null ? 0.5 : failureRatio,
        minimumCalls == null ? 50 : minimumCalls,
        window == null ? Duration.seconds(10) : window,
        openDuration == null ? Duration.seconds(10) : openDuration,
        trialCalls == null ? 5 : trialCalls);
  }

  /** All defaults. */
  public static CircuitConfiguration defaults() {
    return new CircuitConfiguration((Boolean) null, null, null, null, null, null);
  }
}
