package io.kycgateway.connectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The minimum data rate of incoming requests.
 *
 * @param grace the time that a request may take at any rate
 * @param minimumRate bytes per second that it must average after that; 0: no minimum
 */
public record SlowRequestConfiguration(
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration grace,
    @NotNull @MaxDataSize(value = 1, unit = DataSizeUnit.GIBIBYTES) DataSize minimumRate) {

  /** Fills in what the file leaves out. */
  public SlowRequestConfiguration(
      @JsonProperty("grace") @Nullable Duration grace,
      @JsonProperty("minimumRate") @Nullable DataSize minimumRate) {
    this.grace = grace == null ? Duration.seconds(10) : grace;
    this.minimumRate = minimumRate == null ? DataSize.kibibytes(16) : minimumRate;
  }
}
