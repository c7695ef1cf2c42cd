package io.kycgateway.warmup;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * How warm a process becomes before it is ready.
 *
 * @param verifications synthetic ones before the start; 0: none
 * @param atMost the longest that all may take, a fifth of it refusals; the rest is left out then
 * @param compilerNice nice value of the threads of the JVM's optimizing compiler after a warm-up;
 *     0: unchanged
 */
public record WarmUpConfiguration(
    @Min(0) @Max(1_000_000) int verifications,
    @NotNull Duration atMost,
    @Min(0) @Max(19) int compilerNice) {

  /** Fills in what the file leaves out. */
  public WarmUpConfiguration(
      @JsonProperty("verifications") @Nullable Integer verifications,
      @JsonProperty("atMost") @Nullable Duration atMost,
      @JsonProperty("compilerNice") @Nullable Integer compilerNice) {
    this(
        verifications == null ? 500 : verifications,
        atMost == null ? Duration.milliseconds(1500) : atMost,
        compilerNice == null ? 10 : compilerNice);
  }
}
