package io.kycgateway.connectors;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

/**
 * Makes the response to a request whose body was not read arrive, and says what becomes of the
 * connection. What has already come in of the body is read; if that is all of it, the connection
 * can be used again. Otherwise the response carries {@code Connection: close}, and the connection
 * lingers. By itself Jetty decides this after the response's head is sent, too late to announce it,
 * and closes the connection over the unread bytes, which resets it.
 */
final class UnreadBodies implements HttpConfiguration.Customizer {
  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    if (hasBody(request)
        && request.getConnectionMetaData().getConnection() instanceof HttpConnection connection) {
      request.addHttpStreamWrapper(stream -> new Stream(stream, connection));
    }
    return request;
  }

  private static boolean hasBody(Request request) {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  /** One exchange. */
  private static final class Stream extends HttpStream.Wrapper {
    private final HttpConnection connection;
    private boolean isUnread;

    Stream(HttpStream stream, HttpConnection connection) {
      super(stream);
      this.connection = connection;
    }

    @Override
    public void send(
        MetaData.Request request,
        MetaData.Response response,
        boolean last,
        ByteBuffer content,
        Callback callback) {
      if (response != null && response.getStatus() >= HttpStatus.OK_200) {
        // Before the head is sent: what cannot be read makes the connection not persistent.
        isUnread = consumeAvailable() != null;
      }
      super.send(request, response, last, content, callback);
    }

    @Override
    public void succeeded() {
      if (isUnread) {
        new Linger(connection, super::succeeded).start();
      } else {
        super.succeeded();
      }
    }
  }
}
