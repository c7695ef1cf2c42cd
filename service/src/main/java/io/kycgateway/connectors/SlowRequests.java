package io.kycgateway.connectors;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which a request, or a TLS handshake, arrives below the minimum data rate. A
 * server's idle timeout restarts with each byte, so that a few bytes a minute would hold a
 * connection, and with a body a thread as well, without limit. Connections whose request is being
 * processed, and idle ones, are not affected.
 */
public final class SlowRequests {
  private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);
  private static final long MAX_INTERVAL_MILLIS = 1000;

  private final Server server;
  private final long graceNanos;
  private final long bytesPerSecond;
  private final long intervalMillis;

  /** What was arriving at the last check; used by the checking thread only. */
  private Map<EndPoint, Arrival> arrivals = new HashMap<>();

  /**
   * A message that is still arriving.
   *
   * @param number its number on its connection
   * @param bytesBefore bytes that the connection had received when the message was first seen
   */
  private record Arrival(long number, long bytesBefore, long since) {}

  private SlowRequests(Server server, SlowRequestConfiguration configuration) {
    this.server = server;
    this.graceNanos = configuration.grace().toNanoseconds();
    this.bytesPerSecond = configuration.minimumRate().toBytes();
    // Often enough to close a connection soon after its grace period.
    this.intervalMillis =
        Math.max(1, Math.min(MAX_INTERVAL_MILLIS, configuration.grace().toMilliseconds() / 4));
  }

  /** Watches all connectors of a server for as long as it runs. */
  public static void watch(Server server, SlowRequestConfiguration configuration) {
    if (configuration.minimumRate().toBytes() > 0) {
      new SlowRequests(server, configuration).schedule();
    }
  }

  private void schedule() {
    if (server.isRunning() || server.isStarting()) {
      server.getScheduler().schedule(this::look, intervalMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      Map<EndPoint, Arrival> still = new HashMap<>();
      for (Connector connector : server.getConnectors()) {
        for (EndPoint connection : connector.getConnectedEndPoints()) {
          look(connection, still);
        }
      }
      arrivals = still;
    } finally {
      schedule();
    }
  }

  private void look(EndPoint endPoint, Map<EndPoint, Arrival> still) {
    long now = System.nanoTime();
    Arrival current = arriving(endPoint, now);
    if (current == null) {
      return;
    }
    Arrival known = arrivals.get(endPoint);
    Arrival arrival = known != null && known.number() == current.number() ? known : current;
    long nanos = now - arrival.since();
    long bytes = current.bytesBefore() - arrival.bytesBefore();
    if (nanos > graceNanos && bytes < bytesPerSecond * (nanos / 1e9)) {
      // No address: it is personal data.
      LOG.info("closing a connection below the minimum request data rate");
      endPoint.close(new IOException("below the minimum request data rate"));
    } else {
      still.put(endPoint, arrival);
    }
  }

  private static @Nullable Arrival arriving(EndPoint endPoint, long now) {
    Connection connection = endPoint.getConnection();
    if (connection instanceof SslConnection tls) {
      if (tls.getSSLEngine().getSession().getProtocol().equals("NONE")) {
        return new Arrival(-1, tls.getBytesIn(), now);
      }
      connection = tls.getSslEndPoint().getConnection();
    }
    if (!(connection instanceof HttpConnection http) || Linger.isLingering(http)) {
      return null;
    }
    HttpParser.State state = http.getParser().getState();
    boolean isArriving =
        state != HttpParser.State.START && state.compareTo(HttpParser.State.END) < 0;
    return isArriving ? new Arrival(http.getMessagesIn(), http.getBytesIn(), now) : null;
  }
}
