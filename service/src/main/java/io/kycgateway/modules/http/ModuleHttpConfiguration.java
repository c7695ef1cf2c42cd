package io.kycgateway.modules.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.client.HttpClientConfiguration;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MinDataSize;
import jakarta.validation.constraints.NotNull;

/**
 * The HTTP clients of the modules: {@code dropwizard-client}'s settings with defaults that fit many
 * small calls to few hosts. Its own defaults close every connection after one call, wait half a
 * second for a response and keep cookies.
 */
public final class ModuleHttpConfiguration extends HttpClientConfiguration {
  private DataSize maxResponseSize = DataSize.mebibytes(1);

  /** All defaults. */
  public ModuleHttpConfiguration() {
    // None: the pipeline cancels each call at its module's timeout. On a virtual thread a timer for
    // every read is a tenth of the cost of a call.
    setTimeout(Duration.seconds(0));
    setConnectionTimeout(Duration.seconds(1));
    setConnectionRequestTimeout(Duration.seconds(1));
    setKeepAlive(Duration.seconds(30));
    setTimeToLive(Duration.minutes(10));
    setValidateAfterInactivityPeriod(Duration.seconds(5));
    setMaxConnections(4096);
    setMaxConnectionsPerRoute(4096);
    setRetries(0);
    setCookiesEnabled(false);
    setProtocolUpgradeEnabled(false);
  }

  /** The size limit of a response; a larger one is a failure of the module. */
  @JsonProperty
  @MinDataSize(1)
  @MaxDataSize(value = 1, unit = DataSizeUnit.GIBIBYTES)
  public @NotNull DataSize getMaxResponseSize() {
    return maxResponseSize;
  }

  /** Sets the size limit of a response. */
  @JsonProperty
  public void setMaxResponseSize(DataSize maxResponseSize) {
    this.maxResponseSize = maxResponseSize;
  }
}
