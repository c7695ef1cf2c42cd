package io.kycgateway.connectors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the connections of clients. Beyond the limit none is accepted: they wait in the backlog of
 * the listener until others end. When most are taken, responses end their connection, and those
 * that have been idle for longest are closed, so that clients which keep theirs do not shut others
 * out.
 */
final class ConnectionLimit implements HttpConfiguration.Customizer {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);
  private static final String ADMIN = "admin";
  private static final long INTERVAL_MILLIS = 250;

  /** A client that was just accepted, or answered, is given this long to send its request. */
  private static final long IDLE_MILLIS = 1000;

  private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Server server;
  private final List<AbstractConnector> connectors;
  private final NetworkConnectionLimit limit;
  private final int most;
  private long loggedAt = System.nanoTime() - LOG_INTERVAL_NANOS;

  private ConnectionLimit(Server server, List<AbstractConnector> connectors, int connections) {
    this.server = server;
    this.connectors = connectors;
    this.limit =
        new NetworkConnectionLimit(connections, connectors.toArray(new AbstractConnector[0]));
    this.most = connections - connections / 4;
  }

  /** Limits the connectors of a server that is about to start. */
  static void limit(Server server, DescriptorBudget budget) {
    List<AbstractConnector> admin = new ArrayList<>();
    List<AbstractConnector> others = new ArrayList<>();
    for (AbstractConnector connector : server.getBeans(AbstractConnector.class)) {
      (ADMIN.equals(connector.getName()) ? admin : others).add(connector);
    }
    new ConnectionLimit(server, others, budget.connections()).install();
    new ConnectionLimit(server, admin, budget.adminConnections()).install();
  }

  private void install() {
    server.addBean(limit);
    for (AbstractConnector connector : connectors) {
      connector
          .getContainedBeans(HttpConfiguration.ConnectionFactory.class)
          .forEach(factory -> factory.getHttpConfiguration().addCustomizer(this));
    }
  }

  /** Watches for idle connections for as long as the server runs. */
  static void watch(Server server) {
    Stream<HttpConfiguration.ConnectionFactory> factories =
        server.getContainedBeans(HttpConfiguration.ConnectionFactory.class).stream();
    factories
        .map(factory -> factory.getHttpConfiguration().getCustomizer(ConnectionLimit.class))
        .distinct()
        .forEach(ConnectionLimit::schedule);
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    if (excess() > 0) {
      responseHeaders.put(HttpFields.CONNECTION_CLOSE);
    }
    return request;
  }

  // How many connections there are above most of what may be.
  private int excess() {
    return limit.getNetworkConnectionCount() - most;
  }

  private void schedule() {
    if (server.isRunning() || server.isStarting()) {
      server.getScheduler().schedule(this::closeIdle, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void closeIdle() {
    try {
      if (excess() > 0) {
        log();
        connectors.stream()
            .flatMap(connector -> connector.getConnectedEndPoints().stream())
            .filter(endPoint -> idleMillis(endPoint) >= IDLE_MILLIS)
            .sorted(Comparator.comparingLong(ConnectionLimit::idleMillis).reversed())
            .limit(excess())
            .forEach(EndPoint::close);
      }
    } finally {
      schedule();
    }
  }

  private void log() {
    long now = System.nanoTime();
    if (now - loggedAt >= LOG_INTERVAL_NANOS) {
      loggedAt = now;
      LOG.warn(
          "{} of at most {} client connections: they end with their response, and idle ones are"
              + " closed (file descriptors: nofile, ulimit -n)",
          limit.getNetworkConnectionCount(),
          limit.getMaxNetworkConnectionCount());
    }
  }

  // How long it has been silent; -1 if a request is arriving on it or being answered.
  private static long idleMillis(EndPoint endPoint) {
    boolean isIdle =
        // Answered for the last time: the client has not closed its side.
        endPoint.isOutputShutdown()
            || HttpConnections.of(endPoint).filter(HttpConnections::isIdle).isPresent();
    return isIdle && endPoint instanceof AbstractEndPoint network ? network.getIdleFor() : -1;
  }
}
