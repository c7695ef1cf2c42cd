package io.kycgateway.connectors;

import java.util.Optional;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.internal.HttpConnection;

/** The state of HTTP connections, plain and TLS alike. */
final class HttpConnections {
  private HttpConnections() {}

  /** The HTTP connection at an end point, behind its TLS if it has that. */
  static Optional<HttpConnection> of(EndPoint endPoint) {
    Connection connection = endPoint.getConnection();
    if (connection instanceof SslConnection tls) {
      connection = tls.getSslEndPoint().getConnection();
    }
    return connection instanceof HttpConnection http ? Optional.of(http) : Optional.empty();
  }

  /** Whether a request has neither begun to arrive nor is being answered. */
  static boolean isIdle(HttpConnection connection) {
    return connection.getParser().getState() == HttpParser.State.START;
  }
}
