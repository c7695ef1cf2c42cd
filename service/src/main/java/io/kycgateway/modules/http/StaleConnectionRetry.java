package io.kycgateway.modules.http;

import com.codahale.metrics.Counter;
import java.io.IOException;
import java.net.SocketException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.util.TimeValue;

/**
 * Sends a request again, at once and on a new connection, if it failed without a response on a
 * connection that was kept from an earlier request: a module that restarts closes its idle
 * connections. The other idle ones are then closed as well. Checking each connection before its
 * reuse would cost every call a millisecond, and would still miss one that closes right after it.
 */
final class StaleConnectionRetry implements ExecChainHandler {
  private final ConnPoolControl<?> pool;
  private final Counter retries;

  /**
   * For the connections of that pool.
   *
   * @param retries counts requests that are sent again
   */
  StaleConnectionRetry(ConnPoolControl<?> pool, Counter retries) {
    this.pool = pool;
    this.retries = retries;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ExecRuntime connection = scope.execRuntime;
    acquire(scope);
    boolean isReused = connection.isEndpointConnected();
    try {
      return chain.proceed(request, scope);
    } catch (NoHttpResponseException
        | SocketException
        | ConnectionClosedException
        | SSLException e) {
      if (!isReused || connection.isExecutionAborted()) {
        throw e;
      }
    }
    pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
    acquire(scope);
    // Another call may have returned a connection in between, and that one may be closed too.
    connection.disconnectEndpoint();
    retries.inc();
    ClassicHttpRequest again = ClassicRequestBuilder.copy(scope.originalRequest).build();
    AttemptSpan span = AttemptSpan.of(scope.clientContext);
    if (span != null) {
      span.sendAgain(again);
    }
    return chain.proceed(again, scope);
  }

  // Acquired here and not by the next handler, to see whether the connection is a new one.
  private static void acquire(ExecChain.Scope scope) throws IOException {
    scope.execRuntime.acquireEndpoint(
        scope.exchangeId, scope.route, scope.clientContext.getUserToken(), scope.clientContext);
  }
}
