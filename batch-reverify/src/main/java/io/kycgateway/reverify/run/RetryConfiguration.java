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
 * Retries of a record after a transient failure.
 *
 * @param retries further attempts; {@code --retries} overrides it
 * @param delay before the first retry; doubles with each further one, with jitter
 * @param maxDelay upper limit of that delay
 * @param maxRetryAfter upper limit of a module's {@code Retry-After} that is honoured
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
