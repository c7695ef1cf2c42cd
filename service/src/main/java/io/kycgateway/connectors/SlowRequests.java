package io.kycgateway.connectors;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * Ends requests, and TLS handshakes, that arrive below the minimum data rate: a request whose body
 * is being read fails with a timeout, which is answered; any other connection is closed. A server's
 * idle timeout restarts with each byte, so that a few bytes a minute would hold a connection, and
 * with a body a thread as well, without limit. Connections whose request is being processed, and
 * idle ones, are not affected.
 */
public final class SlowRequests {
  private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);
  private static final String TOO_SLOW = "below the minimum request data rate";
  private static final long MAX_INTERVAL_MILLIS = 1000;

  /** Time for the response to a request that timed out. */
  private static final long RESPONSE_NANOS = TimeUnit.SECONDS.toNanos(1);

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
   * @param timedOut when its reader was told that it is too slow; 0: not yet
   */
  private record Arrival(
      @Nullable HttpConnection connection,
      long number,
      long bytesBefore,
      long since,
      long timedOut) {
    Arrival(@Nullable HttpConnection connection, long number, long bytesBefore, long since) {
      this(connection, number, bytesBefore, since, 0);
    }

    Arrival timedOutAt(long now) {
      return new Arrival(connection, number, bytesBefore, since, now);
    }
  }

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
    if (nanos <= graceNanos || bytes >= bytesPerSecond * (nanos / 1e9)) {
      still.put(endPoint, arrival);
    } else if (arrival.timedOut() == 0) {
      // No address: it is personal data.
      LOG.info("closing a connection below the minimum request data rate");
      if (isReadingFailed(arrival.connection())) {
        still.put(endPoint, arrival.timedOutAt(now));
      } else {
        endPoint.close(new IOException(TOO_SLOW));
      }
    } else if (now - arrival.timedOut() > RESPONSE_NANOS) {
      endPoint.close(new IOException(TOO_SLOW));
    } else {
      still.put(endPoint, arrival);
    }
  }

  // As when the connection's idle timeout expires; false if no request is being processed yet.
  private static boolean isReadingFailed(@Nullable HttpConnection connection) {
    return connection != null && !connection.onIdleExpired(new TimeoutException(TOO_SLOW));
  }

  private static @Nullable Arrival arriving(EndPoint endPoint, long now) {
    Connection connection = endPoint.getConnection();
    if (connection instanceof SslConnection tls) {
      if (tls.getSSLEngine().getSession().getProtocol().equals("NONE")) {
        return new Arrival(null, -1, tls.getBytesIn(), now);
      }
      connection = tls.getSslEndPoint().getConnection();
    }
    if (!(connection instanceof HttpConnection http) || Linger.isLingering(http)) {
      return null;
    }
    boolean isArriving =
        !HttpConnections.isIdle(http)
            && http.getParser().getState().compareTo(HttpParser.State.END) < 0;
    return isArriving ? new Arrival(http, http.getMessagesIn(), http.getBytesIn(), now) : null;
  }
}
