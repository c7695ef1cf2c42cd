package io.kycgateway.ratelimit;

import com.codahale.metrics.Clock;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.kycgateway.common.EnumTable;
import io.kycgateway.common.TickMeter;

/**
 * Buckets in the memory of this process, dropped once they are full again. Each scope has its own
 * bound, so that a flood of devices evicts no address.
 */
final class InMemoryBuckets implements Buckets {
  private final TimeMeter time;
  private final EnumTable<LimitScope, Cache<BucketKey, Entry>> caches;

  private record Entry(Limit limit, Bucket bucket) {}

  InMemoryBuckets(int maxTracked, Clock clock) {
    time = new TickMeter(clock);
    caches =
        EnumTable.of(
            LimitScope.class,
            scope ->
                Caffeine.newBuilder()
                    .maximumSize(maxTracked)
                    .expireAfter(
                        Expiry.<BucketKey, Entry>accessing(
                            (key, entry) -> entry.limit().longestWindow()))
                    .ticker(clock::getTick)
                    .build());
  }

  @Override
  public Consumption consume(Limit limit, BucketKey key) {
    Bucket bucket = bucket(limit, key);
    VerboseResult<ConsumptionProbe> result = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
    return limit.consumption(result, () -> bucket.addTokens(1));
  }

  private Bucket bucket(Limit limit, BucketKey key) {
    Cache<BucketKey, Entry> cache = caches.get(limit.scope());
    // A look-up first: most entries exist, and computing locks.
    Entry entry = cache.getIfPresent(key);
    return (entry == null ? cache.get(key, k -> new Entry(limit, full(limit))) : entry).bucket();
  }

  private Bucket full(Limit limit) {
    LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(time);
    for (Bandwidth bandwidth : limit.bucket().getBandwidths()) {
      builder.addLimit(bandwidth);
    }
    return builder.build();
  }

  /** Buckets of a scope, after evictions that are due. */
  long tracked(LimitScope scope) {
    Cache<BucketKey, Entry> cache = caches.get(scope);
    cache.cleanUp();
    return cache.estimatedSize();
  }
}
