package io.kycgateway.reverify.history;

import com.codahale.metrics.Clock;
import io.kycgateway.history.database.DatabasePassword;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.record.HistoryKeys;
import io.kycgateway.history.record.PersonalDataCipher;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.startup.StartupException;

/** The history's database, and the keys of what is personal in it. */
public record HistoryAccess(RunDatabase database, PersonalDataCipher cipher)
    implements AutoCloseable {

  /**
   * Opens both.
   *
   * @throws StartupException if there is no database, or it or its keys cannot be used
   */
  public static HistoryAccess open(HistoryConfiguration configuration) throws StartupException {
    if (!configuration.isConfigured()) {
      throw new StartupException(
          "history.url (KYC_DATABASE_URL) is empty: there is no history to verify again");
    }
    SecretFile<HistoryKeys> keys =
        SecretFile.open(
            "KYC_HISTORY_KEYS_FILE",
            configuration.keysFile(),
            HistoryKeys::parse,
            Clock.defaultClock());
    return new HistoryAccess(
        RunDatabase.open(configuration, DatabasePassword.open(configuration, Clock.defaultClock())),
        new PersonalDataCipher(keys::current));
  }

  @Override
  public void close() {
    database.close();
  }
}
