package io.kycgateway.ratelimit;

import io.kycgateway.ratelimit.RateLimiter.Limits;
import io.kycgateway.secrets.KeyedHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one request: its address before its body is read, device and session after. When
 * one refuses, what was consumed of the others is refunded. Closing it counts the decision and adds
 * the response's header fields, whatever the response is. For one thread.
 */
public final class RateLimitCheck implements AutoCloseable {
  private static final String POLICY = "RateLimit-Policy";
  private static final String STATE = "RateLimit";
  private static final String RETRY_AFTER = "Retry-After";

  private final String client;
  private final Limits limits;
  private final Buckets buckets;
  private final KeyedHash hash;
  private final RateLimitMetrics.Endpoint metrics;
  private final BiConsumer<String, String> headers;
  private final List<Consumption> consumptions = new ArrayList<>(3);
  private @Nullable LimitScope refusedBy;
  private boolean isWaived;

  RateLimitCheck(
      String client,
      Limits limits,
      Buckets buckets,
      KeyedHash hash,
      RateLimitMetrics.Endpoint metrics,
      BiConsumer<String, String> headers) {
    this.client = client;
    this.limits = limits;
    this.buckets = buckets;
    this.hash = hash;
    this.metrics = metrics;
    this.headers = headers;
  }

  /**
   * Counts the request against its address; see {@link #isRefused}.
   *
   * @param network what counts as one address
   */
  public void checkAddress(String network) {
    check(LimitScope.IP, network);
  }

  /** Counts the request against its device and its session; false if a limit refuses it. */
  public boolean checkIdentity(@Nullable String device, String session) {
    // Case does not matter: neither a device id nor a UUID in capitals is another one.
    if (device != null) {
      check(LimitScope.DEVICE, device.toLowerCase(Locale.ROOT));
    }
    check(LimitScope.SESSION, session.toLowerCase(Locale.ROOT));
    return !isRefused();
  }

  private void check(LimitScope scope, String id) {
    Limit limit = limits.byScope().get(scope);
    if (isRefused() || limit == null) {
      return;
    }
    BucketKey key = BucketKey.of(hash.of(limit.name(), client, limit.text(), id));
    Consumption consumption = buckets.consume(limit, key);
    if (!consumption.allowed()) {
      refusedBy = scope;
      refundAll();
    }
    consumptions.add(consumption);
  }

  /** Whether one of the limits has refused the request. */
  public boolean isRefused() {
    return refusedBy != null;
  }

  /** Refunds the request, neither counts it nor adds headers: its decision was made before. */
  public void waive() {
    isWaived = true;
    refundAll();
  }

  private void refundAll() {
    consumptions.stream().filter(Consumption::allowed).forEach(earlier -> earlier.refund().run());
    consumptions.clear();
  }

  @Override
  public void close() {
    if (isWaived || limits.byScope().isEmpty()) {
      return;
    }
    if (refusedBy == null) {
      metrics.allowed();
    } else {
      metrics.refused(refusedBy);
      headers.accept(RETRY_AFTER, Long.toString(retryAfterSeconds()));
    }
    headers.accept(POLICY, limits.policy());
    String state = state();
    if (!state.isEmpty()) {
      headers.accept(STATE, state);
    }
  }

  /** Seconds after which the limit that refused has something left. */
  long retryAfterSeconds() {
    return consumptions.stream()
        .filter(consumption -> !consumption.allowed())
        .mapToLong(Consumption::seconds)
        .max()
        .orElse(1);
  }

  /** The value of {@code RateLimit-Policy}: every quota of this client; empty if it has none. */
  String policy() {
    return limits.policy();
  }

  /** The value of {@code RateLimit}: of each limit that was checked, the tightest quota. */
  String state() {
    return consumptions.stream().map(Consumption::state).collect(Collectors.joining(", "));
  }
}
