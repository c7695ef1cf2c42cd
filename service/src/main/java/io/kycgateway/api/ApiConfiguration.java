package io.kycgateway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.DataSizeUnit;
import io.dropwizard.validation.MaxDataSize;
import io.dropwizard.validation.MinDataSize;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API.
 *
 * @param keysFile the file of API keys' digests
 * @param maxRequestSize the size limit of a request's body
 * @param bodyHeapShare the share of the heap that requests in flight may take with their bodies
 */
public record ApiConfiguration(
    String keysFile,
    @NotNull @MinDataSize(1) @MaxDataSize(value = 1, unit = DataSizeUnit.GIBIBYTES)
        DataSize maxRequestSize,
    @DecimalMin("0.01") @DecimalMax("0.9") double bodyHeapShare) {

  /** Fills in what the file leaves out. */
  public ApiConfiguration(
      @JsonProperty("keysFile") @Nullable String keysFile,
      @JsonProperty("maxRequestSize") @Nullable DataSize maxRequestSize,
      @JsonProperty("bodyHeapShare") @Nullable Double bodyHeapShare) {
    this(
        keysFile == null ? "" : keysFile,
        maxRequestSize == null ? DataSize.mebibytes(8) : maxRequestSize,
        bodyHeapShare == null ? 0.5 : bodyHeapShare.doubleValue());
  }

  /** All defaults. */
  public static ApiConfiguration defaults() {
    return new ApiConfiguration(null, null, (Double) null);
  }
}
