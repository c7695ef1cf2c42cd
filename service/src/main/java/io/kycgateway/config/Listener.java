package io.kycgateway.config;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.SimpleServerFactory;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;
import io.kycgateway.startup.StartupException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connector of the configuration, or the simulator's.
 *
 * @param key its section
 * @param variable the environment variable that sets its port in the shipped file
 * @param factory null for the simulator's
 */
record Listener(
    String key, String variable, String host, int port, @Nullable ConnectorFactory factory) {
  private static final Set<String> WILDCARDS = Set.of("", "0.0.0.0", "::", "[::]");

  /** All of them: the application's first, then the admin's, then the simulator's. */
  static List<Listener> of(GatewayConfiguration configuration) {
    List<Listener> all = new ArrayList<>();
    if (configuration.getServerFactory() instanceof DefaultServerFactory server) {
      add(all, "server.applicationConnectors", "KYC_PORT", server.getApplicationConnectors());
      add(all, "server.adminConnectors", "KYC_ADMIN_PORT", server.getAdminConnectors());
    } else if (configuration.getServerFactory() instanceof SimpleServerFactory server) {
      all.add(of("server.connector", "KYC_PORT", server.getConnector()));
    }
    if (configuration.engine().isSimulated()) {
      all.add(
          new Listener(
              "simulator",
              "KYC_SIMULATOR_PORT",
              configuration.engine().simulator().bindHost(),
              configuration.engine().simulator().port(),
              /* factory= */ null));
    }
    return all;
  }

  private static void add(
      List<Listener> all, String section, String variable, List<ConnectorFactory> factories) {
    for (int i = 0; i < factories.size(); i++) {
      all.add(of(section + "[" + i + "]", variable, factories.get(i)));
    }
  }

  private static Listener of(String key, String variable, ConnectorFactory factory) {
    if (factory instanceof HttpConnectorFactory http) {
      String host = http.getBindHost();
      return new Listener(key, variable, host == null ? "" : host, http.getPort(), factory);
    }
    return new Listener(key, variable, "", 0, factory);
  }

  /** Whether both would have the same port of the same address. */
  boolean collidesWith(Listener other) {
    return port != 0
        && port == other.port
        && (WILDCARDS.contains(host)
            || WILDCARDS.contains(other.host)
            || host.equalsIgnoreCase(other.host));
  }

  boolean hasTls() {
    return factory instanceof HttpsConnectorFactory;
  }

  /**
   * Builds the connector as a start does, without opening it.
   *
   * @return when the first of its certificates expires, if it has TLS
   * @throws StartupException if its key store or TLS settings are unusable
   */
  Optional<Instant> build() throws StartupException {
    if (factory == null) {
      return Optional.empty();
    }
    try {
      Server server = new Server();
      Connector unused = factory.build(server, new MetricRegistry(), key, server.getThreadPool());
      Optional<Instant> expiry = Optional.empty();
      for (SslContextFactory tls : server.getBeans(SslContextFactory.class)) {
        // Reads the key stores.
        tls.start();
        try {
          expiry = expiry(tls.getKeyStore());
        } finally {
          tls.stop();
        }
      }
      return expiry;
    } catch (Exception e) {
      throw new StartupException(
          key
              + " cannot be set up: "
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }
  }

  private static Optional<Instant> expiry(@Nullable KeyStore keys) throws KeyStoreException {
    if (keys == null) {
      return Optional.empty();
    }
    Optional<Instant> first = Optional.empty();
    for (String alias : Collections.list(keys.aliases())) {
      if (keys.isKeyEntry(alias) && keys.getCertificate(alias) instanceof X509Certificate own) {
        Instant end = own.getNotAfter().toInstant();
        first = Optional.of(first.filter(end::isAfter).orElse(end));
      }
    }
    return first;
  }

  /** For a person: {@code https 0.0.0.0:8080}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s:%s",
        hasTls() ? "https" : "http",
        host.isEmpty() ? "*" : host,
        port == 0 ? "any" : Integer.toString(port));
  }
}
