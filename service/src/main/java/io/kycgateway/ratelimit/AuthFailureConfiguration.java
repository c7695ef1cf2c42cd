package io.kycgateway.ratelimit;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * How often one address may offer wrong credentials.
 *
 * @param perMinute wrong ones a minute; what is beyond is answered 429; 0: without limit
 * @param maxAddresses addresses that are remembered at once
 */
public record AuthFailureConfiguration(
    @Min(0) @Max(1_000_000) int perMinute, @Min(1) @Max(10_000_000) int maxAddresses) {

  /** Fills in what the file leaves out. */
  public AuthFailureConfiguration(
      @JsonProperty("perMinute") @Nullable Integer perMinute,
      @JsonProperty("maxAddresses") @Nullable Integer maxAddresses) {
    this(perMinute == null ? 30 : perMinute, maxAddresses == null ? 100_000 : maxAddresses);
  }
}
