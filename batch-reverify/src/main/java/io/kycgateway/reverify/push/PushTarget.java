package io.kycgateway.reverify.push;

import com.codahale.metrics.Clock;
import io.kycgateway.common.ServerUrl;
import io.kycgateway.secrets.SecretFile;
import io.kycgateway.secrets.SecretText;
import io.kycgateway.startup.StartupException;
import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.HttpConnectionFactory;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.exporter.pushgateway.Scheme;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A Pushgateway: its URL, our credentials and the CA certificates that we trust. */
public final class PushTarget {
  /** Set explicitly: the library's default is the name of the jar. */
  static final String JOB = "kyc-reverification";

  /** The grouping label of a sharded run. */
  static final String SHARD = "shard";

  private final URI url;
  private final String username;
  private final String password;
  private final String bearerToken;
  private final HttpConnectionFactory connections;
  private final Duration timeout;

  private PushTarget(
      URI url,
      String username,
      String password,
      String bearerToken,
      HttpConnectionFactory connections,
      Duration timeout) {
    this.url = url;
    this.username = username;
    this.password = password;
    this.bearerToken = bearerToken;
    this.connections = connections;
    this.timeout = timeout;
  }

  /**
   * Reads the configuration and its secrets.
   *
   * @throws StartupException names the invalid setting, never a secret
   */
  static PushTarget of(PushConfiguration configuration) throws StartupException {
    String password = secret(configuration.passwordFile(), "batch.push.passwordFile");
    String token = secret(configuration.bearerTokenFile(), "batch.push.bearerTokenFile");
    if (configuration.username().isEmpty() != password.isEmpty()) {
      throw new StartupException("batch.push: username and passwordFile belong together");
    }
    if (!password.isEmpty() && !token.isEmpty()) {
      throw new StartupException("batch.push: a password or a bearer token, not both");
    }
    return new PushTarget(
        url(configuration.url()),
        configuration.username(),
        password,
        token,
        TrustedConnections.of(configuration.caFile()),
        configuration.timeout().toJavaDuration());
  }

  /**
   * As {@link #of}, if a URL is configured.
   *
   * @return null: nothing is pushed
   */
  public static @Nullable PushTarget ifEnabled(PushConfiguration configuration)
      throws StartupException {
    return configuration.isEnabled() ? of(configuration) : null;
  }

  /** The library's client for one group. */
  PushGateway client(PrometheusRegistry registry, @Nullable String shard) {
    PushGateway.Builder builder =
        PushGateway.builder()
            .scheme(url.getScheme().equals("https") ? Scheme.HTTPS : Scheme.HTTP)
            .address(address())
            .job(JOB)
            .registry(registry)
            .format(Format.PROMETHEUS_TEXT)
            .connectionFactory(url -> new PushConnection(connections.create(url)))
            .connectionTimeout(timeout)
            .readTimeout(timeout);
    if (shard != null) {
      builder.groupingKey(SHARD, shard);
    }
    if (!password.isEmpty()) {
      builder.basicAuth(username, password);
    } else if (!bearerToken.isEmpty()) {
      builder.bearerToken(bearerToken);
    }
    return builder.build();
  }

  /** An unconnected GET of the Pushgateway's API. */
  HttpURLConnection get(String path) throws IOException {
    HttpURLConnection connection =
        connections.create(URI.create(url.getScheme() + "://" + address() + path).toURL());
    // A login page is no list of groups, and the credentials are for the Pushgateway alone.
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
    connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
    if (!password.isEmpty()) {
      byte[] credentials = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
      connection.setRequestProperty(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    } else if (!bearerToken.isEmpty()) {
      connection.setRequestProperty("Authorization", "Bearer " + bearerToken);
    }
    return connection;
  }

  private String address() {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return url.getRawAuthority()
        + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  private static URI url(String text) throws StartupException {
    try {
      return ServerUrl.http(text).uri();
    } catch (IllegalArgumentException e) {
      // Its message never holds the text, which may hold a password.
      throw new StartupException("batch.push.url (PUSHGATEWAY_URL) " + e.getMessage());
    }
  }

  private static String secret(String file, String setting) throws StartupException {
    return file.isEmpty()
        ? ""
        : SecretFile.open(setting, file, SecretText::of, Clock.defaultClock()).current();
  }

  /** The URL without credentials. */
  @Override
  public String toString() {
    return url.getScheme() + "://" + address();
  }
}
