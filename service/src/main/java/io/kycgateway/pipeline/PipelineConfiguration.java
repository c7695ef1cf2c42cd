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
 * @param maxConcurrent verifications in flight at most; more are shed with 503
 * @param capDegraded whether a verification decided without a result of one of its modules is never
 *     better than MANUAL_REVIEW
 */
public record PipelineConfiguration(
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration deadline,
    @Min(1) @Max(100_000) int maxConcurrent,
    boolean capDegraded) {

  /** Fills in what the file leaves out. */
  public PipelineConfiguration(
      @JsonProperty("deadline") @Nullable Duration deadline,
      @JsonProperty("maxConcurrent") @Nullable Integer maxConcurrent,
      @JsonProperty("capDegraded") @Nullable Boolean capDegraded) {
    this(
        deadline == null ? Duration.seconds(8) : deadline,
        maxConcurrent == null ? 1000 : maxConcurrent,
        capDegraded == null || capDegraded);
  }

  /** All defaults. */
  public static PipelineConfiguration defaults() {
    return new PipelineConfiguration((Duration) null, null, null);
  }
}
