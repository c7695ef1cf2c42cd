package io.kycgateway.modules.http;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Connections that take nothing for an answer that was there before its request: a module that
 * answers twice must not decide another session's verification. The connection is closed, and the
 * request goes out again on another one.
 */
final class UnsolicitedResponseGuard {
  private UnsolicitedResponseGuard() {}

  static HttpConnectionFactory<ManagedHttpClientConnection> factory() {
    return ManagedHttpClientConnectionFactory.builder()
        .responseOutOfOrderStrategy(
            (request, connection, in, sent, next) -> {
              // What came since the last answer, asked of the socket before the first byte is sent.
              if (sent == 0 && in.available() > 0) {
                throw unasked();
              }
              return false;
            })
        .responseParserFactory(
            config -> new AskedParser(DefaultHttpResponseParserFactory.INSTANCE.create()))
        .build();
  }

  private static NoHttpResponseException unasked() {
    return new NoHttpResponseException("an answer came without a request");
  }

  /** What came along with the last answer is in the buffer before anything is read for this one. */
  private static final class AskedParser implements HttpMessageParser<ClassicHttpResponse> {
    private final HttpMessageParser<ClassicHttpResponse> parser;
    private boolean afterInterim;

    AskedParser(HttpMessageParser<ClassicHttpResponse> parser) {
      this.parser = parser;
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
        throws IOException, HttpException {
      if (buffer.length() > 0 && !afterInterim) {
        throw unasked();
      }
      ClassicHttpResponse response = parser.parse(buffer, in);
      afterInterim = response != null && response.getCode() < HttpStatus.SC_SUCCESS;
      return response;
    }
  }
}
