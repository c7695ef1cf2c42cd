package io.kycgateway.reverify.push;

import io.kycgateway.common.ServerUrl;
import io.kycgateway.startup.StartupException;
import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.HttpConnectionFactory;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.exporter.pushgateway.Scheme;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Pushgateway: its URL, our credentials and the CA certificates that we trust. */
public final class PushTarget {
  /** Set explicitly: the library's default is the name of the jar. */
  static final String JOB = "kyc-reverification";

  /** The grouping label of a sharded run. */
  static final String SHARD = "shard";

  private final URI url;
  private final PushCredentials credentials;
  private final HttpConnectionFactory connections;
  private final Duration timeout;

  private PushTarget(
      URI url, PushCredentials credentials, HttpConnectionFactory connections, Duration timeout) {
    this.url = url;
    this.credentials = credentials;
    this.connections = connections;
    this.timeout = timeout;
  }

  /**
   * Reads the configuration and its secrets.
   *
   * @throws StartupException names the invalid setting, never a secret
   */
  static PushTarget of(PushConfiguration configuration) throws StartupException {
    PushCredentials credentials = PushCredentials.of(configuration);
    return new PushTarget(
        url(configuration.url()),
        credentials,
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
    credentials.addTo(builder);
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
    credentials.addTo(connection);
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

  /** The URL without credentials. */
  @Override
  public String toString() {
    return url.getScheme() + "://" + address();
  }
}
