package io.kycgateway.history.database;

import com.codahale.metrics.Clock;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.secrets.SecretText;
import io.kycgateway.startup.StartupException;
import java.util.Optional;

/**
 * The password for new connections to the database; a changed file applies from the next one on.
 */
public final class DatabasePassword {
  private final Optional<SecretFile<String>> file;

  private DatabasePassword(Optional<SecretFile<String>> file) {
    this.file = file;
  }

  /**
   * Reads the password, where the configuration names a file.
   *
   * @throws StartupException if there is no such file, or not one line in it
   */
  public static DatabasePassword open(HistoryConfiguration configuration, Clock clock)
      throws StartupException {
    if (!configuration.isConfigured()) {
      return new DatabasePassword(Optional.empty());
    }
    return new DatabasePassword(
        SecretFile.optional(
            "KYC_DATABASE_PASSWORD_FILE", configuration.passwordFile(), SecretText::of, clock));
  }

  /** The password in force; empty: none is needed. */
  Optional<String> current() {
    return file.map(SecretFile::current);
  }
}
