package io.kycgateway.ratelimit;

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

/**
 * Buckets in the memory of this process, forgotten once they are full again. There is a bound for
 * each kind of subject, so that a flood of devices pushes no address out.
 */
final class InMemoryBuckets implements Buckets {
  private final TimeMeter time;
  private final EnumTable<LimitScope, Cache<BucketKey, Entry>> caches;

  private record Entry(Limit limit, Bucket bucket) {}

  InMemoryBuckets(int maxTracked, TimeMeter time) {
    this.time = time;
    caches =
        EnumTable.of(
            LimitScope.class,
            subject ->
                Caffeine.newBuilder()
                    .maximumSize(maxTracked)
                    .expireAfter(
                        Expiry.<BucketKey, Entry>accessing(
                            (key, entry) -> entry.limit().longestWindow()))
                    .ticker(time::currentTimeNanos)
                    .build());
  }

  @Override
  public Consumption take(Limit limit, BucketKey key) {
    Bucket bucket = bucket(limit, key);
    VerboseResult<ConsumptionProbe> result = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
    return limit.taking(result, () -> bucket.addTokens(1));
  }

  private Bucket bucket(Limit limit, BucketKey key) {
    Cache<BucketKey, Entry> cache = caches.get(limit.subject());
    // A look-up first: computing locks, and finds an entry most of the time.
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

  /** How many subjects of a kind are remembered, once what is superfluous has been let go. */
  long tracked(LimitScope subject) {
    Cache<BucketKey, Entry> cache = caches.get(subject);
    cache.cleanUp();
    return cache.estimatedSize();
  }
}
