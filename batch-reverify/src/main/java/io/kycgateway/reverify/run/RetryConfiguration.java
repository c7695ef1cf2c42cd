package io.kycgateway.reverify.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How often and when a record is verified again after a failure that may pass.
 *
 * @param retries further attempts; {@code --retries} overrides it
 * @param delay before the first of them; each next one waits twice as long, with jitter
 * @param maxDelay the longest such wait
 * @param maxRetryAfter the longest that a module's {@code Retry-After} is obeyed
 */
public record RetryConfiguration(
    @Min(0) @Max(100) int retries,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration delay,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration maxDelay,
    @NotNull Duration maxRetryAfter) {

  RetryConfiguration(
      @JsonProperty("retries") @Nullable Integer retries,
      @JsonProperty("delay") @Nullable Duration delay,
      @JsonProperty("maxDelay") @Nullable Duration maxDelay,
      @JsonProperty("maxRetryAfter") @Nullable Duration maxRetryAfter) {
    this(
        retries == null ? 3 : retries,
        delay == null ? Duration.milliseconds(500) : delay,
        maxDelay == null ? Duration.seconds(30) : maxDelay,
        maxRetryAfter == null ? Duration.minutes(5) : maxRetryAfter);
  }

  public static RetryConfiguration defaults() {
    return new RetryConfiguration((Integer) null, null, null, null);
  }
}
