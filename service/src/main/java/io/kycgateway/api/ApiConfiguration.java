package io.kycgateway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MinDataSize;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API.
 *
 * @param keysFile the file of API keys' digests
 * @param maxRequestSize the size limit of a request's body
 */
public record ApiConfiguration(
    String keysFile,
    @NotNull @MinDataSize(1) @MaxDataSize(value = 1, unit = DataSizeUnit.GIBIBYTES)
        DataSize maxRequestSize) {

  /** Fills in what the file leaves out. */
  public ApiConfiguration(
      @JsonProperty("keysFile") @Nullable String keysFile,
      @JsonProperty("maxRequestSize") @Nullable DataSize maxRequestSize) {
    this.keysFile = keysFile == null ? "" : keysFile;
    this.maxRequestSize = maxRequestSize == null ? DataSize.mebibytes(8) : maxRequestSize;
  }
}
