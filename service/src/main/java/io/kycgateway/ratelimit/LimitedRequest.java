package io.kycgateway.ratelimit;

import io.kycgateway.ratelimit.RateLimiter.Limits;
import io.kycgateway.secrets.KeyedHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through its limits: the address before its body is read, device and
 * session after. Once one refuses, the others get back what was taken. For one thread.
 */
public final class LimitedRequest {
  private final String client;
  private final Limits limits;
  private final Buckets buckets;
  private final KeyedHash hash;
  private final RateLimitMetrics metrics;
  private final List<Taking> takings = new ArrayList<>(3);
  private boolean refused;

  LimitedRequest(
      String client, Limits limits, Buckets buckets, KeyedHash hash, RateLimitMetrics metrics) {
    this.client = client;
    this.limits = limits;
    this.buckets = buckets;
    this.hash = hash;
    this.metrics = metrics;
  }

  /**
   * Counts the request against its address; false: it is refused.
   *
   * @param network what counts as one address
   */
  public boolean passesAddress(String network) {
    return passes(Subject.IP, network);
  }

  /** Counts the request against its device and its session; false: it is refused. */
  public boolean passesIdentity(@Nullable String device, String session) {
    // In any case: an id with other capitals is no other device, and a UUID never another session.
    return (device == null || passes(Subject.DEVICE, device.toLowerCase(Locale.ROOT)))
        && passes(Subject.SESSION, session.toLowerCase(Locale.ROOT));
  }

  private boolean passes(Subject subject, String id) {
    Limit limit = limits.bySubject().get(subject);
    if (refused || limit == null) {
      return !refused;
    }
    BucketKey key = BucketKey.of(hash.of(subject.noun(), client, limit.text(), id));
    Taking taking = buckets.take(limit, key);
    if (!taking.taken()) {
      refused = true;
      takings.forEach(earlier -> earlier.giveBack().run());
      takings.clear();
      metrics.refused(subject);
    }
    takings.add(taking);
    return taking.taken();
  }

  /** Whether one of the limits has refused it. */
  public boolean isRefused() {
    return refused;
  }

  /** Seconds after which the limit that refused has something left. */
  public long retryAfterSeconds() {
    return takings.stream().filter(t -> !t.taken()).mapToLong(Taking::seconds).max().orElse(1);
  }

  /** The value of {@code RateLimit-Policy}: every quota that this client has. */
  public String policy() {
    return limits.policy();
  }

  /** The value of {@code RateLimit}: for each limit that was asked, the quota that is nearest. */
  public String state() {
    return takings.stream().map(Taking::state).collect(Collectors.joining(", "));
  }

  /** Counts it, once, if no limit refused it. */
  public void end() {
    if (!refused) {
      metrics.allowed();
    }
  }
}
