package io.kycgateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.codahale.metrics.Clock;
import io.kycgateway.admin.MetricsAuthenticator;
import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.history.database.DatabasePassword;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.record.HistoryKeys;
import io.kycgateway.secrets.KeyedHash;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.startup.StartupException;
import io.kycgateway.store.StoreConfiguration;
import io.kycgateway.store.StorePassword;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway cannot start without. */
public record Secrets(
    MetricsAuthenticator metricsAuthenticator,
    SecretFile<ApiKeys> apiKeys,
    StorePassword storePassword,
    KeyedHash keyedHash,
    DatabasePassword databasePassword,
    Optional<SecretFile<HistoryKeys>> historyKeys) {
  private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);
  private static final byte[] KEY_OF_NO_SECRET = "kyc-gateway".getBytes(UTF_8);
  private static final int SHORTEST_HASH_KEY = 16;

  /**
   * Reads all secrets.
   *
   * @throws StartupException names the variable and the file that are missing or unusable
   */
  public static Secrets open(GatewayConfiguration configuration) throws StartupException {
    if (configuration.adminAccess().username().indexOf(':') >= 0) {
      throw new StartupException(
          "adminAccess.username (METRICS_USERNAME) must not contain a colon: HTTP Basic ends the"
              + " name at the first one, so every scrape would be answered 401");
    }
    Secrets secrets =
        new Secrets(
            MetricsAuthenticator.open(
                configuration.adminAccess().username(),
                "METRICS_PASSWORD_FILE",
                configuration.adminAccess().passwordFile(),
                Clock.defaultClock()),
            SecretFile.open(
                "API_KEYS_FILE",
                configuration.api().keysFile(),
                ApiKeys::parse,
                Clock.defaultClock()),
            StorePassword.open(configuration.store(), Clock.defaultClock()),
            keyedHash(configuration.store()),
            DatabasePassword.open(configuration.history(), Clock.defaultClock()),
            historyKeys(configuration.history()));
    if (secrets.apiKeys().current().size() == 0) {
      LOG.warn("API_KEYS_FILE holds no key: every API request will be refused");
    }
    return secrets;
  }

  /** The files of those that may change while the process runs. */
  public List<SecretFile<?>> files() {
    List<SecretFile<?>> files = new ArrayList<>(List.of(metricsAuthenticator.file(), apiKeys));
    storePassword.file().ifPresent(files::add);
    databasePassword.file().ifPresent(files::add);
    historyKeys.ifPresent(files::add);
    return files;
  }

  // What leaves this process must have the same name in all of them.
  private static KeyedHash keyedHash(StoreConfiguration store) throws StartupException {
    if (!store.isConfigured()) {
      return KeyedHash.random();
    }
    if (store.hashKeyFile().isBlank()) {
      LOG.warn(
          "KYC_STORE_HASH_KEY_FILE is not set: who reads the shared store can try out which"
              + " addresses are in it");
      return KeyedHash.of(KEY_OF_NO_SECRET);
    }
    return SecretFile.open(
            "KYC_STORE_HASH_KEY_FILE", store.hashKeyFile(), Secrets::hashKey, Clock.defaultClock())
        .current();
  }

  private static Optional<SecretFile<HistoryKeys>> historyKeys(HistoryConfiguration history)
      throws StartupException {
    return history.isConfigured()
        ? Optional.of(
            SecretFile.open(
                "KYC_HISTORY_KEYS_FILE",
                history.keysFile(),
                HistoryKeys::parse,
                Clock.defaultClock()))
        : Optional.empty();
  }

  private static KeyedHash hashKey(byte[] content) throws StartupException {
    byte[] key = new String(content, UTF_8).strip().getBytes(UTF_8);
    if (key.length < SHORTEST_HASH_KEY) {
      throw new StartupException(
          String.format(Locale.ROOT, "must hold at least %d bytes", SHORTEST_HASH_KEY));
    }
    return KeyedHash.of(key);
  }
}
