package io.kycgateway.ratelimit;

import io.github.bucket4j.TimeMeter;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.secrets.KeyedHash;
import io.kycgateway.store.SharedStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The rate limits of verifications. Safe for use by many threads. */
public final class RateLimiter {
  private final RateLimitConfiguration configuration;
  private final Buckets buckets;
  private final KeyedHash hash;
  private final RateLimitMetrics metrics;
  // As many as there are API clients, whose names come from the operator.
  private final Map<String, Limits> limits = new ConcurrentHashMap<>();

  /**
   * The limits of one API client.
   *
   * @param policy the value of {@code RateLimit-Policy}
   */
  record Limits(Map<LimitScope, Limit> bySubject, String policy) {}

  RateLimiter(
      RateLimitConfiguration configuration,
      Buckets buckets,
      KeyedHash hash,
      RateLimitMetrics metrics) {
    this.configuration = configuration;
    this.buckets = buckets;
    this.hash = hash;
    this.metrics = metrics;
  }

  /**
   * Limits that hold in this process, or across all that share a store.
   *
   * @param hash hides whose requests are counted; all processes that share a store have the same
   */
  public static RateLimiter create(
      RateLimitConfiguration configuration,
      Optional<SharedStore> store,
      KeyedHash hash,
      MetricRecorder families) {
    Buckets local = new InMemoryBuckets(configuration.maxTracked(), TimeMeter.SYSTEM_NANOTIME);
    Buckets buckets =
        store
            .<Buckets>map(
                shared ->
                    new FallbackBuckets(
                        shared, local, families.counter(RateLimitMetrics.BACKEND_ERRORS)))
            .orElse(local);
    return new RateLimiter(configuration, buckets, hash, new RateLimitMetrics(families));
  }

  /** A request of an API client at its first limit; empty if that client has none. */
  public Optional<RateLimitCheck> begin(String client) {
    if (!configuration.enabled() || configuration.unlimitedClients().contains(client)) {
      return Optional.empty();
    }
    Limits own = limits.computeIfAbsent(client, this::limitsOf);
    return own.bySubject().isEmpty()
        ? Optional.empty()
        : Optional.of(new RateLimitCheck(client, own, buckets, hash, metrics));
  }

  private Limits limitsOf(String client) {
    Map<LimitScope, Limit> bySubject = new EnumMap<>(LimitScope.class);
    for (LimitScope subject : LimitScope.values()) {
      List<Quota> quotas = configuration.of(subject, client);
      if (!quotas.isEmpty()) {
        bySubject.put(subject, new Limit(subject, quotas));
      }
    }
    return new Limits(
        bySubject, String.join(", ", bySubject.values().stream().map(Limit::policy).toList()));
  }
}
