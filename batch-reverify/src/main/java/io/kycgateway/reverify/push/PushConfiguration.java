package io.kycgateway.reverify.push;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Pushgateway and how to push to it.
 *
 * @param url of the Pushgateway; empty: nothing is pushed
 * @param username for HTTP Basic, with {@code passwordFile}
 * @param passwordFile the file that holds the password
 * @param bearerTokenFile the file that holds a bearer token, instead of a user name
 * @param caFile CA certificates (PEM) for the Pushgateway's certificate; empty: the JVM's trust
 *     store
 * @param interval between pushes during a run
 * @param timeout of connecting and of reading, each
 * @param attempts of each push before it counts as failed
 */
public record PushConfiguration(
    String url,
    String username,
    String passwordFile,
    String bearerTokenFile,
    String caFile,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration interval,
    @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS) Duration timeout,
    @Min(1) @Max(10) int attempts) {

  PushConfiguration(
      @JsonProperty("url") @Nullable String url,
      @JsonProperty("username") @Nullable String username,
      @JsonProperty("passwordFile") @Nullable String passwordFile,
      @JsonProperty("bearerTokenFile") @Nullable String bearerTokenFile,
      @JsonProperty("caFile") @Nullable String caFile,
      @JsonProperty("interval") @Nullable Duration interval,
      @JsonProperty("timeout") @Nullable Duration timeout,
      @JsonProperty("attempts") @Nullable Integer attempts) {
    this(
        url == null ? "" : url.strip(),
        username == null ? "" : username,
        passwordFile == null ? "" : passwordFile,
        bearerTokenFile == null ? "" : bearerTokenFile,
        caFile == null ? "" : caFile,
        interval == null ? Duration.seconds(15) : interval,
        timeout == null ? Duration.seconds(5) : timeout,
        attempts == null ? 3 : attempts);
  }

  public static PushConfiguration defaults() {
    return new PushConfiguration(null, null, null, null, null, null, null, (Integer) null);
  }

  boolean isEnabled() {
    return !url.isEmpty();
  }
}
