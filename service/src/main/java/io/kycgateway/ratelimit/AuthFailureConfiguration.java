package io.kycgateway.ratelimit;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * Limits on failed authentication, by client address.
 *
 * @param perMinute failures a minute, 0 to 1,000,000; further ones are answered 429; 0: no limit
 * @param maxAddresses addresses tracked at once, 1 to 10,000,000
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
