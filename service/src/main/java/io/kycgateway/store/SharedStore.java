package io.kycgateway.store;

import com.codahale.metrics.Clock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.kycgateway.common.TickClock;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared store, over one connection that is opened on first use and again whenever it is lost.
 * Nothing is queued for an unavailable store: requests fail at once, and after a few failures a
 * circuit breaker skips the store for a second at a time. Safe for use by many threads.
 */
public final class SharedStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedStore.class);

  private static final int FAILURES_TO_OPEN = 5;
  private static final float ALL_FAILED = 100;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final byte[] keyPrefix;
  private final long answerNanos;
  private final Duration connectTimeout;
  private final StoreConnection connection;
  private final AtomicBoolean available = new AtomicBoolean(true);
  private final CircuitBreaker circuit;

  private SharedStore(
      StoreConfiguration configuration, StoreAddress where, StorePassword password) {
    keyPrefix = configuration.keyPrefix().getBytes(StandardCharsets.UTF_8);
    Duration commandTimeout = configuration.commandTimeout().toJavaDuration();
    connectTimeout = configuration.connectTimeout().toJavaDuration();
    answerNanos = commandTimeout.toNanos();
    connection = new StoreConnection(where, password, connectTimeout, commandTimeout);
    circuit = circuit();
    circuit
        .getEventPublisher()
        .onStateTransition(
            change -> {
              if (change.getStateTransition().getToState() == State.OPEN) {
                // The connection may hang, or lead to a server that was replaced.
                connection.discard();
              }
            });
  }

  /**
   * Creates the configured store without connecting. Empty if none is configured; then no thread is
   * started and no class of the client loaded.
   */
  public static Optional<SharedStore> of(StoreConfiguration configuration, StorePassword password) {
    return configuration.isConfigured()
        ? StoreAddress.parse(configuration.url())
            .map(where -> new SharedStore(configuration, where, password))
        : Optional.empty();
  }

  // Opens after so many failures in a row, and lets one request at a time try after each pause.
  private static CircuitBreaker circuit() {
    return CircuitBreaker.of(
        "store",
        CircuitBreakerConfig.custom()
            .slidingWindow(FAILURES_TO_OPEN, FAILURES_TO_OPEN, SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(ALL_FAILED)
            .waitDurationInOpenState(PAUSE)
            .permittedNumberOfCallsInHalfOpenState(1)
            .clock(new TickClock(Clock.defaultClock()))
            .build());
  }

  /**
   * Connects, and waits no longer than the connect timeout; an unavailable store is logged once.
   */
  public void start() {
    try {
      connection.open().get(connectTimeout.toNanos(), TimeUnit.NANOSECONDS);
      LOG.info("shared store connected");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      circuit.transitionToOpenState();
      reportUnavailable(e);
    }
  }

  /**
   * Sends commands and waits for the reply, no longer than the command timeout in all.
   *
   * @param question sends one or more commands; the reply may be null
   * @throws StoreUnavailableException if there is no reply in time, or an error
   */
  public <T extends @Nullable Object> T ask(
      Function<RedisAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question)
      throws StoreUnavailableException {
    if (!circuit.tryAcquirePermission()) {
      throw new StoreUnavailableException("circuit breaker open");
    }
    try {
      T answer =
          connection
              .open()
              .<T>thenCompose(open -> question.apply(open.async()))
              .get(answerNanos, TimeUnit.NANOSECONDS);
      circuit.onSuccess(0, TimeUnit.NANOSECONDS);
      if (available.compareAndSet(false, true)) {
        LOG.info("shared store available again");
      }
      return answer;
    } catch (InterruptedException e) {
      circuit.releasePermission();
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted");
    } catch (ExecutionException | TimeoutException e) {
      circuit.onError(0, TimeUnit.NANOSECONDS, e);
      if (circuit.getState() == State.OPEN) {
        reportUnavailable(e);
      }
      throw new StoreUnavailableException(nameOf(e));
    }
  }

  /** A key of this gateway: the prefix, a kind, and an id. */
  public byte[] key(String kind, byte[] id) {
    byte[] kindBytes = (kind + ":").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(keyPrefix.length + kindBytes.length + id.length)
        .put(keyPrefix)
        .put(kindBytes)
        .put(id)
        .array();
  }

  private void reportUnavailable(Exception error) {
    if (available.compareAndSet(true, false)) {
      LOG.warn("shared store unavailable ({}); falling back to local state", nameOf(error));
    }
  }

  // The message of such an error contains the store's address.
  private static String nameOf(Exception error) {
    Throwable cause = error.getCause();
    return (cause == null ? error : cause).getClass().getSimpleName();
  }

  @Override
  public void close() {
    connection.close();
  }
}
