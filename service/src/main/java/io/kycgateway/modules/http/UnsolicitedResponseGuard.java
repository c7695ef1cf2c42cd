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
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Connections that reject an unsolicited response, one that arrived before its request was sent: a
 * module that answers twice must not decide another session's verification. The connection is
 * closed, and the request is sent again on another one.
 */
final class UnsolicitedResponseGuard {
  private UnsolicitedResponseGuard() {}

  static HttpConnectionFactory<ManagedHttpClientConnection> factory(Http1Config http) {
    return ManagedHttpClientConnectionFactory.builder()
        .http1Config(http)
        .responseOutOfOrderStrategy(
            (request, connection, in, sent, next) -> {
              // Bytes on the socket before the first byte of the request is sent.
              if (sent == 0 && in.available() > 0) {
                throw unsolicitedResponse();
              }
              return false;
            })
        .responseParserFactory(
            config -> new GuardedParser(DefaultHttpResponseParserFactory.INSTANCE.create()))
        .build();
  }

  private static NoHttpResponseException unsolicitedResponse() {
    return new NoHttpResponseException("unsolicited response");
  }

  /** Checks the buffer, where bytes sent along with the previous response are, before it parses. */
  private static final class GuardedParser implements HttpMessageParser<ClassicHttpResponse> {
    private final HttpMessageParser<ClassicHttpResponse> parser;
    private boolean afterInterim;

    GuardedParser(HttpMessageParser<ClassicHttpResponse> parser) {
      this.parser = parser;
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
        throws IOException, HttpException {
      if (buffer.length() > 0 && !afterInterim) {
        throw unsolicitedResponse();
      }
      ClassicHttpResponse response;
      try {
        response = parser.parse(buffer, in);
      } catch (IllegalArgumentException | IllegalStateException e) {
        // The library's argument checks, such as of a status of 000: the module sent that.
        throw new ProtocolException("invalid response head", e);
      }
      afterInterim = response != null && response.getCode() < HttpStatus.SC_SUCCESS;
      return response;
    }
  }
}
