package io.kycgateway.ratelimit;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.cas.LettuceBasedProxyManager;
import io.kycgateway.store.SharedStore;
import io.kycgateway.store.StoreUnavailableException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Buckets in the shared store, so that all processes share one count. What is consumed there is
 * also consumed in this process's buckets: they are the fallback while the store is unavailable,
 * and must not start full then.
 */
final class FallbackBuckets implements Buckets {
  private static final Duration TTL_BEYOND_FULL = Duration.ofSeconds(10);
  private static final Duration REFUSAL_CACHED = Duration.ofSeconds(1);
  private static final int MAX_REFUSALS = 10_000;

  private final SharedStore store;
  private final Buckets fallback;
  private final Counter errors;
  private final Clock clock = Clock.defaultClock();
  // Keeps clients that ignore a refusal off the store. For a moment only, because refunds must take
  // effect.
  private final Cache<BucketKey, Refusal> refusals =
      Caffeine.newBuilder()
          .maximumSize(MAX_REFUSALS)
          .expireAfter(Expiry.<BucketKey, Refusal>creating((key, refusal) -> cachedFor(refusal)))
          .build();
  private volatile @Nullable Proxies proxies;

  private record Proxies(
      RedisAsyncCommands<byte[], byte[]> commands, LettuceBasedProxyManager<byte[]> manager) {}

  private record Refusal(Consumption consumption, long at) {
    Consumption asOf(long now) {
      return consumption.after(now - at);
    }
  }

  FallbackBuckets(SharedStore store, Buckets fallback, Counter errors) {
    this.store = store;
    this.fallback = fallback;
    this.errors = errors;
  }

  @Override
  public Consumption consume(Limit limit, BucketKey key) {
    Refusal recent = refusals.getIfPresent(key);
    if (recent != null) {
      return recent.asOf(clock.getTick());
    }
    byte[] name = store.key("limit:" + limit.name(), key.bytes());
    Consumption consumption;
    try {
      consumption =
          store.ask(
              commands ->
                  bucket(commands, limit, name)
                      .asVerbose()
                      .tryConsumeAndReturnRemaining(1)
                      .thenApply(result -> limit.consumption(result, () -> refund(limit, name))));
    } catch (StoreUnavailableException e) {
      errors.inc();
      return fallback.consume(limit, key);
    }
    if (!consumption.allowed()) {
      refusals.put(key, new Refusal(consumption, clock.getTick()));
      return consumption;
    }
    Consumption shadow = fallback.consume(limit, key);
    return shadow.allowed() ? consumption.alsoRefunding(shadow) : consumption;
  }

  private void refund(Limit limit, byte[] name) {
    try {
      Void unused = store.ask(commands -> bucket(commands, limit, name).addTokens(1));
    } catch (StoreUnavailableException e) {
      // One request too few, for a client that is over another limit anyway.
      errors.inc();
    }
  }

  private AsyncBucketProxy bucket(
      RedisAsyncCommands<byte[], byte[]> commands, Limit limit, byte[] name) {
    return proxies(commands)
        .asAsync()
        .builder()
        .build(name, () -> CompletableFuture.completedFuture(limit.bucket()));
  }

  // One for each connection, of which there are few.
  private LettuceBasedProxyManager<byte[]> proxies(RedisAsyncCommands<byte[], byte[]> commands) {
    Proxies current = proxies;
    if (current == null || current.commands() != commands) {
      current =
          new Proxies(
              commands,
              Bucket4jLettuce.casBasedBuilder(commands)
                  .expirationAfterWrite(
                      ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                          TTL_BEYOND_FULL))
                  .clientClock(TimeMeter.SYSTEM_MILLISECONDS)
                  .build());
      proxies = current;
    }
    return current.manager();
  }

  private static Duration cachedFor(Refusal refusal) {
    Duration wait = Duration.ofNanos(refusal.consumption().nanos());
    return wait.compareTo(REFUSAL_CACHED) < 0 ? wait : REFUSAL_CACHED;
  }
}
