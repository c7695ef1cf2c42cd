package io.kycgateway.history.database;

import com.codahale.metrics.Clock;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.secrets.SecretText;
import io.kycgateway.startup.StartupException;
import java.util.List;
import java.util.Optional;

/**
 * The password for new connections to the database; a changed file applies from the next one on.
 * During a rotation there are two, of which the database accepts one.
 */
public final class DatabasePassword {
  private final Optional<SecretFile<List<String>>> file;

  private DatabasePassword(Optional<SecretFile<List<String>>> file) {
    this.file = file;
  }

  /**
   * Reads the password, where the configuration names a file.
   *
   * @throws StartupException if there is no such file, or neither one line in it nor two
   */
  public static DatabasePassword open(HistoryConfiguration configuration, Clock clock)
      throws StartupException {
    if (!configuration.isConfigured()) {
      return new DatabasePassword(Optional.empty());
    }
    return new DatabasePassword(
        SecretFile.optional(
            "KYC_DATABASE_PASSWORD_FILE",
            configuration.passwordFile(),
            SecretText::ofRotation,
            clock));
  }

  /** The passwords to try, in this order; the only one is empty if none is needed. */
  List<String> current() {
    return file.map(SecretFile::current).orElse(List.of(""));
  }

  /** The same as the file has it now: the database has refused those that were {@link #current}. */
  List<String> reread() {
    return file.map(SecretFile::reread).orElse(List.of(""));
  }

  /** The file, where there is one. */
  public Optional<SecretFile<List<String>>> file() {
    return file;
  }
}
