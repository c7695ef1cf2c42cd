package io.kycgateway.reverify;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDataSize;
import io.dropwizard.validation.MinDuration;
import io.kycgateway.reverify.push.PushConfiguration;
import io.kycgateway.reverify.run.RetryConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code batch} of {@code config.yml}.
 *
 * @param maxConcurrency upper limit of {@code --concurrency auto}
 * @param maxLineSize longest accepted line of a manifest
 * @param gracePeriod time for records in flight to finish after a stop is requested
 * @param progressInterval between lines of progress in the log
 * @param lease how long a worker of a run over the history has the items that it claims, without a
 *     sign of life
 */
record BatchConfiguration(
    @Min(1) @Max(10_000) int maxConcurrency,
    @NotNull @MinDataSize(1) @MaxDataSize(value = 1, unit = DataSizeUnit.GIBIBYTES)
        DataSize maxLineSize,
    @NotNull Duration gracePeriod,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration progressInterval,
    @NotNull
        @MinDuration(value = 2, unit = TimeUnit.SECONDS)
        @MaxDuration(value = 1, unit = TimeUnit.HOURS)
        Duration lease,
    @Valid RetryConfiguration retry,
    @Valid PushConfiguration push) {

  BatchConfiguration(
      @JsonProperty("maxConcurrency") @Nullable Integer maxConcurrency,
      @JsonProperty("maxLineSize") @Nullable DataSize maxLineSize,
      @JsonProperty("gracePeriod") @Nullable Duration gracePeriod,
      @JsonProperty("progressInterval") @Nullable Duration progressInterval,
      @JsonProperty("lease") @Nullable Duration lease,
      @JsonProperty("retry") @Nullable RetryConfiguration retry,
      @JsonProperty("push") @Nullable PushConfiguration push) {
    this(
        maxConcurrency == null ? 200 : maxConcurrency,
        maxLineSize == null ? DataSize.mebibytes(8) : maxLineSize,
        gracePeriod == null ? Duration.seconds(10) : gracePeriod,
        progressInterval == null ? Duration.seconds(15) : progressInterval,
        lease == null ? Duration.seconds(60) : lease,
        retry == null ? RetryConfiguration.defaults() : retry,
        push == null ? PushConfiguration.defaults() : push);
  }

  static BatchConfiguration defaults() {
    return new BatchConfiguration((Integer) null, null, null, null, null, null, null);
  }
}
