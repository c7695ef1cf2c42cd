package io.kycgateway;

import io.kycgateway.admin.MetricsAuthenticator;
import io.kycgateway.api.ApiKeys;
import io.kycgateway.secrets.InvalidSecretException;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.store.StorePassword;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway cannot start without. */
record Secrets(
    MetricsAuthenticator metricsAuthenticator,
    SecretFile<ApiKeys> apiKeys,
    StorePassword storePassword) {
  private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

  /**
   * Reads all secrets.
   *
   * @throws StartException names the variable and the file that are missing or unusable
   */
  static Secrets open(GatewayConfiguration configuration) throws StartException {
    try {
      Secrets secrets =
          new Secrets(
              MetricsAuthenticator.open(
                  configuration.adminAccess().username(),
                  "METRICS_PASSWORD_FILE",
                  configuration.adminAccess().passwordFile(),
                  InstantSource.system()),
              SecretFile.open(
                  "API_KEYS_FILE",
                  configuration.api().keysFile(),
                  ApiKeys::parse,
                  InstantSource.system()),
              StorePassword.open(configuration.store(), InstantSource.system()));
      if (secrets.apiKeys().current().size() == 0) {
        LOG.warn("API_KEYS_FILE holds no key: every API request will be refused");
      }
      return secrets;
    } catch (InvalidSecretException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }
}
