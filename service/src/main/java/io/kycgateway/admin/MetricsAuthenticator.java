package io.kycgateway.admin;

import com.codahale.metrics.Clock;
import io.dropwizard.auth.Authenticator;
import io.dropwizard.auth.basic.BasicCredentials;
import io.kycgateway.secrets.Digests;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.secrets.SecretText;
import io.kycgateway.startup.StartupException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Authenticates one user with the password from a file, or with either of the two that it has
 * during a rotation. Name and password are compared together, as one digest and in constant time:
 * neither the time nor the answer shows which of them was wrong.
 */
public final class MetricsAuthenticator implements Authenticator<BasicCredentials, AdminUser> {
  private final String username;
  private final SecretFile<List<byte[]>> digests;

  private MetricsAuthenticator(String username, SecretFile<List<byte[]>> digests) {
    this.username = username;
    this.digests = digests;
  }

  /**
   * Reads the password from a file; a second line is another one that is accepted.
   *
   * @param setting the name of the setting that holds the path, for messages
   * @throws StartupException if there is no such file, or neither one password in it nor two
   */
  public static MetricsAuthenticator open(
      String username, String setting, String passwordFile, Clock clock) throws StartupException {
    return new MetricsAuthenticator(
        username,
        SecretFile.open(setting, passwordFile, content -> digests(username, content), clock));
  }

  private static List<byte[]> digests(String username, byte[] content) throws StartupException {
    return SecretText.ofRotation(content).stream()
        .map(password -> digest(username, password))
        .toList();
  }

  // A user's name holds no colon (RFC 7617), so no two pairs look the same.
  private static byte[] digest(String username, String password) {
    return Digests.sha256(username + ":" + password);
  }

  /** The password's file, whose content it keeps as digests. */
  public SecretFile<?> file() {
    return digests;
  }

  @Override
  public Optional<AdminUser> authenticate(BasicCredentials credentials) {
    byte[] offered = digest(credentials.getUsername(), credentials.getPassword());
    boolean isRight = false;
    for (byte[] digest : digests.current()) {
      // Each of them, whether or not one before it was right.
      isRight |= MessageDigest.isEqual(digest, offered);
    }
    return isRight ? Optional.of(new AdminUser(username)) : Optional.empty();
  }
}
