package io.kycgateway.reverify.push;

import com.codahale.metrics.Clock;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.secrets.SecretText;
import io.kycgateway.startup.StartupException;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What the Pushgateway knows us by: a user and password, a bearer token, or nothing. */
final class PushCredentials {
  private final String username;
  private final String password;
  private final String bearerToken;

  private PushCredentials(String username, String password, String bearerToken) {
    this.username = username;
    this.password = password;
    this.bearerToken = bearerToken;
  }

  /**
   * Reads the configuration and the files of its secrets.
   *
   * @throws StartupException names the invalid setting, never a secret
   */
  static PushCredentials of(PushConfiguration configuration) throws StartupException {
    String password = secret(configuration.passwordFile(), "batch.push.passwordFile");
    String token = secret(configuration.bearerTokenFile(), "batch.push.bearerTokenFile");
    if (configuration.username().isEmpty() != password.isEmpty()) {
      throw new StartupException("batch.push: username and passwordFile belong together");
    }
    if (!password.isEmpty() && !token.isEmpty()) {
      throw new StartupException("batch.push: a password or a bearer token, not both");
    }
    return new PushCredentials(configuration.username(), password, token);
  }

  private static String secret(String file, String setting) throws StartupException {
    return file.isEmpty()
        ? ""
        : SecretFile.open(setting, file, SecretText::of, Clock.defaultClock()).current();
  }

  /** Adds them to the library's client. */
  void addTo(PushGateway.Builder client) {
    if (!password.isEmpty()) {
      client.basicAuth(username, password);
    } else if (!bearerToken.isEmpty()) {
      client.bearerToken(bearerToken);
    }
  }

  /** Adds them to a request that is not sent yet. */
  void addTo(HttpURLConnection request) {
    if (!password.isEmpty()) {
      byte[] credentials = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
      request.setRequestProperty(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    } else if (!bearerToken.isEmpty()) {
      request.setRequestProperty("Authorization", "Bearer " + bearerToken);
    }
  }

  /** Never a secret. */
  @Override
  public String toString() {
    return "PushCredentials[]";
  }
}
