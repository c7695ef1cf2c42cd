package io.kycgateway.store;

import com.codahale.metrics.Clock;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.secrets.SecretText;
import io.kycgateway.startup.StartupException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import java.util.Optional;

/**
 * The credentials for new connections to the store; a changed file applies from the next one on.
 */
public final class StorePassword {
  private final String username;
  private final Optional<SecretFile<String>> password;

  private StorePassword(String username, Optional<SecretFile<String>> password) {
    this.username = username;
    this.password = password;
  }

  /**
   * Reads the password, where the configuration names a file.
   *
   * @throws StartupException if there is no such file, or not one line in it
   */
  public static StorePassword open(StoreConfiguration configuration, Clock clock)
      throws StartupException {
    if (!configuration.isConfigured()) {
      return new StorePassword("", Optional.empty());
    }
    return new StorePassword(
        configuration.username(),
        SecretFile.optional(
            "KYC_STORE_PASSWORD_FILE", configuration.passwordFile(), SecretText::of, clock));
  }

  /** The file, where there is one. */
  public Optional<SecretFile<String>> file() {
    return password;
  }

  Optional<RedisCredentialsProvider> credentials() {
    return password.map(
        file ->
            RedisCredentialsProvider.from(
                () -> RedisCredentials.just(username.isBlank() ? null : username, file.current())));
  }
}
