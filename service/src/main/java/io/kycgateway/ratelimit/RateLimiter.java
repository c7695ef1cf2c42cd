package io.kycgateway.ratelimit;

import com.codahale.metrics.Clock;
import io.kycgateway.http.Routes;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.secrets.KeyedHash;
import io.kycgateway.store.SharedStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The rate limits of verifications and of reading them. Safe for use by many threads. */
public final class RateLimiter {
  private static final String READ = "read";

  private final RateLimitConfiguration configuration;
  private final Buckets buckets;
  private final KeyedHash hash;
  private final RateLimitMetrics metrics;
  // As many as there are API clients, whose names come from the operator.
  private final Map<String, Limits> limits = new ConcurrentHashMap<>();
  private final Map<String, Limits> readLimits = new ConcurrentHashMap<>();

  /**
   * The limits of one API client.
   *
   * @param policy the value of {@code RateLimit-Policy}
   */
  record Limits(Map<LimitScope, Limit> byScope, String policy) {
    static final Limits NONE = new Limits(Map.of(), "");
  }

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
   * @param hash makes keys of addresses and ids; processes that share a store must have the same
   */
  public static RateLimiter create(
      RateLimitConfiguration configuration,
      Optional<SharedStore> store,
      KeyedHash hash,
      MetricRecorder recorder) {
    Buckets inMemory = new InMemoryBuckets(configuration.maxTracked(), Clock.defaultClock());
    Buckets buckets =
        store
            .<Buckets>map(
                shared ->
                    new FallbackBuckets(
                        shared, inMemory, recorder.counter(RateLimitMetrics.BACKEND_ERRORS)))
            .orElse(inMemory);
    return new RateLimiter(configuration, buckets, hash, new RateLimitMetrics(recorder));
  }

  /**
   * The check of one request; of a client without limits it allows everything and adds no header.
   *
   * @param headers takes the name and value of each header field of the response
   */
  public RateLimitCheck begin(String client, BiConsumer<String, String> headers) {
    Limits own = isLimited(client) ? limits.computeIfAbsent(client, this::limitsOf) : Limits.NONE;
    return check(client, own, Routes.VERIFICATIONS, headers);
  }

  /**
   * The check of a request that reads or erases; by default no limit is configured for those.
   *
   * @param route the template of its route
   * @param headers takes the name and value of each header field of the response
   */
  public RateLimitCheck beginRead(String client, String route, BiConsumer<String, String> headers) {
    Limits own =
        isLimited(client) ? readLimits.computeIfAbsent(client, this::readLimitsOf) : Limits.NONE;
    return check(client, own, route, headers);
  }

  private boolean isLimited(String client) {
    return configuration.enabled() && !configuration.unlimitedClients().contains(client);
  }

  private RateLimitCheck check(
      String client, Limits own, String route, BiConsumer<String, String> headers) {
    return new RateLimitCheck(client, own, buckets, hash, metrics.of(route), headers);
  }

  private Limits readLimitsOf(String client) {
    List<Quota> quotas = configuration.ofReading(client);
    if (quotas.isEmpty()) {
      return Limits.NONE;
    }
    Limit limit = new Limit(READ, LimitScope.IP, quotas);
    return new Limits(Map.of(LimitScope.IP, limit), limit.policy());
  }

  private Limits limitsOf(String client) {
    Map<LimitScope, Limit> byScope = new EnumMap<>(LimitScope.class);
    for (LimitScope scope : LimitScope.values()) {
      List<Quota> quotas = configuration.of(scope, client);
      if (!quotas.isEmpty()) {
        byScope.put(scope, new Limit(scope, quotas));
      }
    }
    return new Limits(
        byScope, String.join(", ", byScope.values().stream().map(Limit::policy).toList()));
  }
}
