package io.kycgateway.admin;

import com.codahale.metrics.Clock;
import io.dropwizard.auth.Authenticator;
import io.dropwizard.auth.basic.BasicCredentials;
import io.kycgateway.secrets.Digests;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.secrets.SecretText;
import io.kycgateway.startup.StartupException;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Authenticates one user with the password from a file. Name and password are compared together, as
 * one digest and in constant time: neither the time nor the answer shows which of them was wrong.
 */
public final class MetricsAuthenticator implements Authenticator<BasicCredentials, AdminUser> {
  private final String username;
  private final SecretFile<byte[]> digest;

  private MetricsAuthenticator(String username, SecretFile<byte[]> digest) {
    this.username = username;
    this.digest = digest;
  }

  /**
   * Reads the password from the only line of a file.
   *
   * @param setting the name of the setting that holds the path, for messages
   * @throws StartupException if there is no such file, or not one password in it
   */
  public static MetricsAuthenticator open(
      String username, String setting, String passwordFile, Clock clock) throws StartupException {
    return new MetricsAuthenticator(
        username,
        SecretFile.open(
            setting, passwordFile, content -> digest(username, SecretText.of(content)), clock));
  }

  // A user's name holds no colon (RFC 7617), so no two pairs look the same.
  private static byte[] digest(String username, String password) {
    return Digests.sha256(username + ":" + password);
  }

  @Override
  public Optional<AdminUser> authenticate(BasicCredentials credentials) {
    byte[] offered = digest(credentials.getUsername(), credentials.getPassword());
    return MessageDigest.isEqual(digest.current(), offered)
        ? Optional.of(new AdminUser(username))
        : Optional.empty();
  }
}
