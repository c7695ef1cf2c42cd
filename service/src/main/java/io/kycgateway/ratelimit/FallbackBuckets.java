package io.kycgateway.ratelimit;

import com.codahale.metrics.Counter;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
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
 * Buckets in the shared store, so that all processes count as one. What is taken there is taken
 * from the local buckets too: those stand in while the store gives no answer, and then do not begin
 * from nothing.
 */
final class FallbackBuckets implements Buckets {
  private static final Duration KEPT_BEYOND_FULL = Duration.ofSeconds(10);
  private static final Duration REFUSAL_REMEMBERED = Duration.ofSeconds(1);
  private static final int MAX_REFUSALS = 10_000;

  private final SharedStore store;
  private final Buckets local;
  private final Counter errors;
  private final Ticker ticker = Ticker.systemTicker();
  // Somebody who keeps asking after a refusal is no burden to the store. For a moment only: what is
  // given back must be found.
  private final Cache<BucketKey, Refusal> refusals =
      Caffeine.newBuilder()
          .maximumSize(MAX_REFUSALS)
          .expireAfter(Expiry.<BucketKey, Refusal>creating((key, refusal) -> remembered(refusal)))
          .build();
  private volatile @Nullable Proxies proxies;

  private record Proxies(
      RedisAsyncCommands<byte[], byte[]> commands, LettuceBasedProxyManager<byte[]> ofThem) {}

  private record Refusal(Consumption taking, long at) {
    Consumption asOf(long now) {
      return taking.after(now - at);
    }
  }

  FallbackBuckets(SharedStore store, Buckets local, Counter errors) {
    this.store = store;
    this.local = local;
    this.errors = errors;
  }

  @Override
  public Consumption take(Limit limit, BucketKey key) {
    Refusal recent = refusals.getIfPresent(key);
    if (recent != null) {
      return recent.asOf(ticker.read());
    }
    byte[] name = store.key("limit:" + limit.subject().noun(), key.bytes());
    Consumption taking;
    try {
      taking =
          store.ask(
              commands ->
                  bucket(commands, limit, name)
                      .asVerbose()
                      .tryConsumeAndReturnRemaining(1)
                      .thenApply(result -> limit.taking(result, () -> giveBack(limit, name))));
    } catch (StoreUnavailableException e) {
      errors.inc();
      return local.take(limit, key);
    }
    if (!taking.taken()) {
      refusals.put(key, new Refusal(taking, ticker.read()));
      return taking;
    }
    Consumption shadow = local.take(limit, key);
    return shadow.taken() ? taking.andGivingBack(shadow) : taking;
  }

  private void giveBack(Limit limit, byte[] name) {
    try {
      Void unused = store.ask(commands -> bucket(commands, limit, name).addTokens(1));
    } catch (StoreUnavailableException e) {
      // One request too few for somebody who is over another limit already.
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

  // One for each connection, and those are few.
  private LettuceBasedProxyManager<byte[]> proxies(RedisAsyncCommands<byte[], byte[]> commands) {
    Proxies current = proxies;
    if (current == null || current.commands() != commands) {
      current =
          new Proxies(
              commands,
              Bucket4jLettuce.casBasedBuilder(commands)
                  .expirationAfterWrite(
                      ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                          KEPT_BEYOND_FULL))
                  .clientClock(TimeMeter.SYSTEM_MILLISECONDS)
                  .build());
      proxies = current;
    }
    return current.ofThem();
  }

  private static Duration remembered(Refusal refusal) {
    Duration wait = Duration.ofNanos(refusal.taking().nanos());
    return wait.compareTo(REFUSAL_REMEMBERED) < 0 ? wait : REFUSAL_REMEMBERED;
  }
}
