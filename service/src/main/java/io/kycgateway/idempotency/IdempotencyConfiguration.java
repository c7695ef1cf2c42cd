package io.kycgateway.idempotency;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDataSize;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long responses are stored for replays.
 *
 * @param keepFor counted from the response
 * @param maxMemory the most that responses in this process's memory may take; the oldest are
 *     evicted first
 */
public record IdempotencyConfiguration(
    @NotNull
        @MinDuration(value = 1, unit = TimeUnit.SECONDS)
        @MaxDuration(value = 30, unit = TimeUnit.DAYS)
        Duration keepFor,
    @NotNull
        @MinDataSize(value = 1, unit = DataSizeUnit.KIBIBYTES)
        @MaxDataSize(value = 64, unit = DataSizeUnit.GIBIBYTES)
        DataSize maxMemory) {

  /** Fills in what the file leaves out. */
  public IdempotencyConfiguration(
      @JsonProperty("keepFor") @Nullable Duration keepFor,
      @JsonProperty("maxMemory") @Nullable DataSize maxMemory) {
    this.keepFor = keepFor == null ? Duration.hours(24) : keepFor;
    this.maxMemory = maxMemory == null ? DataSize.mebibytes(64) : maxMemory;
  }
}
