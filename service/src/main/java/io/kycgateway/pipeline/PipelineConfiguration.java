package io.kycgateway.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a verification as a whole.
 *
 * @param deadline the budget of one verification, from acceptance to outcome
 * @param minConcurrent the least that the limit on verifications in flight adapts to, and where it
 *     begins
 * @param maxConcurrent the most that it adapts to; verifications beyond the limit are shed with 503
 * @param capDegraded whether a verification decided without a result of one of its modules is never
 *     better than MANUAL_REVIEW
 */
public record PipelineConfiguration(
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration deadline,
    @Min(1) @Max(100_000) int minConcurrent,
    @Min(1) @Max(100_000) int maxConcurrent,
    boolean capDegraded) {
  private static final int MIN_CONCURRENT = 100;
  private static final int MAX_CONCURRENT = 1000;

  /** Fills in what the file leaves out. */
  public PipelineConfiguration(
      @JsonProperty("deadline") @Nullable Duration deadline,
      @JsonProperty("minConcurrent") @Nullable Integer minConcurrent,
      @JsonProperty("maxConcurrent") @Nullable Integer maxConcurrent,
      @JsonProperty("capDegraded") @Nullable Boolean capDegraded) {
    this(
        deadline == null ? Duration.seconds(8) : deadline,
        minConcurrent == null
            ? Math.min(MIN_CONCURRENT, maxConcurrent == null ? MAX_CONCURRENT : maxConcurrent)
            : minConcurrent,
        maxConcurrent == null ? MAX_CONCURRENT : maxConcurrent,
        capDegraded == null || capDegraded);
  }

  /** All defaults. */
  public static PipelineConfiguration defaults() {
    return new PipelineConfiguration((Duration) null, null, null, null);
  }

  /** The same with a limit on verifications in flight that does not adapt. */
  public PipelineConfiguration withFixedLimit(int limit) {
    return new PipelineConfiguration(deadline, limit, limit, capDegraded);
  }

  /** The same with at most that many verifications in flight. */
  public PipelineConfiguration atMost(int limit) {
    return new PipelineConfiguration(
        deadline, Math.min(minConcurrent, limit), Math.min(maxConcurrent, limit), capDegraded);
  }
}
