package io.kycgateway.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to the store and the client's library behind it. It is opened on first use;
 * the library opens it again whenever it is lost. Safe for use by many threads.
 */
final class StoreConnection implements AutoCloseable {
  private static final int THREADS = 2;

  private final RedisURI address;
  private final ClientResources resources;
  private final RedisClient client;
  private volatile @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection;

  /** Starts the client's threads without connecting. */
  StoreConnection(
      StoreAddress where,
      StorePassword password,
      Duration connectTimeout,
      Duration commandTimeout) {
    address = address(where, password, connectTimeout);
    resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            // Names are resolved by the JVM, as everywhere else in this process.
            .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
            .reconnectDelay(Delay.exponential(10, 1000, TimeUnit.MILLISECONDS, 2))
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
            .build();
    client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(true)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(commandTimeout))
            .socketOptions(SocketOptions.builder().connectTimeout(connectTimeout).build())
            .build());
  }

  private static RedisURI address(StoreAddress where, StorePassword password, Duration timeout) {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(where.host())
            .withPort(where.port())
            .withSsl(where.tls())
            .withDatabase(where.database())
            .withClientName("kyc-gateway")
            .withTimeout(timeout);
    password.credentials().ifPresent(uri::withAuthentication);
    return uri.build();
  }

  /** The connection, or the attempt to open it; after a failed one this begins another. */
  CompletableFuture<StatefulRedisConnection<byte[], byte[]>> open() {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> current = connection;
    return current == null || current.isCompletedExceptionally() ? connect(current) : current;
  }

  private synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect(
      @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>> failed) {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> current = connection;
    if (current == null || current == failed) {
      current = client.connectAsync(ByteArrayCodec.INSTANCE, address).toCompletableFuture();
      connection = current;
    }
    return current;
  }

  /** Closes the connection, if there is one; the next request opens another. */
  synchronized void discard() {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> current = connection;
    connection = null;
    if (current != null) {
      CompletableFuture<Void> unused =
          current.thenCompose(StatefulRedisConnection::closeAsync).exceptionally(error -> null);
    }
  }

  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
    Future<Boolean> unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
