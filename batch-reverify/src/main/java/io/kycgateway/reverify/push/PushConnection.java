package io.kycgateway.reverify.push;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A push whose answer must be a Pushgateway's: 2xx without a body. The library takes any 2xx for
 * success, and the JDK follows redirects, so the login page of a proxy would be an arrived push.
 * Everything that the library calls is passed on.
 */
final class PushConnection extends HttpURLConnection {
  private static final int MAX_DETAIL = 300;
  private static final int SUCCESS = 2;
  private static final int REDIRECT = 3;

  private final HttpURLConnection connection;

  PushConnection(HttpURLConnection connection) {
    super(connection.getURL());
    this.connection = connection;
    connection.setInstanceFollowRedirects(false);
  }

  /**
   * The status.
   *
   * @throws IOException if the answer is not a success of a Pushgateway; it names the status, and
   *     nothing of a page or of a redirect's target, which may hold secrets
   */
  @Override
  public int getResponseCode() throws IOException {
    int status = connection.getResponseCode();
    if (status / 100 == SUCCESS && hasBody()) {
      throw new RefusedException(
          "status "
              + status
              + " with a body is no Pushgateway's answer: is a proxy's page in front of it?");
    }
    if (status / 100 == REDIRECT) {
      throw new RefusedException(
          "status " + status + ": a redirect, perhaps to a login page, is not followed");
    }
    return status;
  }

  // A Pushgateway announces a length of 0.
  private boolean hasBody() {
    long length = connection.getContentLengthLong();
    return length > 0
        || (length < 0
            && (connection.getHeaderField("Transfer-Encoding") != null
                || connection.getContentType() != null));
  }

  /** The message of a refused push, if it is plain text as a Pushgateway's is. */
  @Override
  public @Nullable InputStream getErrorStream() {
    String type = connection.getContentType();
    InputStream body = connection.getErrorStream();
    if (body == null || type == null || !type.toLowerCase(Locale.ROOT).startsWith("text/plain")) {
      return null;
    }
    try (body) {
      return new java.io.ByteArrayInputStream(body.readNBytes(MAX_DETAIL));
    } catch (IOException e) {
      return null;
    }
  }

  /** An answer that another attempt would get too. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  @Override
  public void setRequestProperty(String name, String value) {
    connection.setRequestProperty(name, value);
  }

  @Override
  public void setRequestMethod(String method) throws java.net.ProtocolException {
    connection.setRequestMethod(method);
  }

  @Override
  public void setDoOutput(boolean isOutput) {
    connection.setDoOutput(isOutput);
  }

  @Override
  public void setConnectTimeout(int millis) {
    connection.setConnectTimeout(millis);
  }

  @Override
  public void setReadTimeout(int millis) {
    connection.setReadTimeout(millis);
  }

  @Override
  public void connect() throws IOException {
    connection.connect();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return connection.getOutputStream();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return connection.getInputStream();
  }

  @Override
  public void disconnect() {
    connection.disconnect();
  }

  @Override
  public boolean usingProxy() {
    return connection.usingProxy();
  }
}
