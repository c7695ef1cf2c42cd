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
public final class RateLimitCheck {
  private final String client;
  private final Limits limits;
  private final Buckets buckets;
  private final KeyedHash hash;
  private final RateLimitMetrics metrics;
  private final List<Consumption> takings = new ArrayList<>(3);
  private @Nullable LimitScope refusedBy;
  private boolean identified;

  RateLimitCheck(
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
    return passes(LimitScope.IP, network);
  }

  /** Counts the request against its device and its session; false: it is refused. */
  public boolean passesIdentity(@Nullable String device, String session) {
    identified = true;
    // In any case: an id with other capitals is no other device, and a UUID never another session.
    return (device == null || passes(LimitScope.DEVICE, device.toLowerCase(Locale.ROOT)))
        && passes(LimitScope.SESSION, session.toLowerCase(Locale.ROOT));
  }

  private boolean passes(LimitScope subject, String id) {
    Limit limit = limits.bySubject().get(subject);
    if (isRefused() || limit == null) {
      return !isRefused();
    }
    BucketKey key = BucketKey.of(hash.of(subject.noun(), client, limit.text(), id));
    Consumption taking = buckets.take(limit, key);
    if (!taking.taken()) {
      refusedBy = subject;
      giveBack();
    }
    takings.add(taking);
    return taking.taken();
  }

  /** Whether one of the limits has refused it. */
  public boolean isRefused() {
    return refusedBy != null;
  }

  /** Seconds after which the limit that refused has something left. */
  public long retryAfterSeconds() {
    return takings.stream().filter(t -> !t.taken()).mapToLong(Consumption::seconds).max().orElse(1);
  }

  /** The value of {@code RateLimit-Policy}: every quota that this client has. */
  public String policy() {
    return limits.policy();
  }

  /** The value of {@code RateLimit}: for each limit that was asked, the quota that is nearest. */
  public String state() {
    return takings.stream().map(Consumption::state).collect(Collectors.joining(", "));
  }

  /** Whether it came as far as being counted against device and session. */
  public boolean isIdentified() {
    return identified;
  }

  /** Forgets it: what it asked for has been granted before. */
  public void waive() {
    giveBack();
  }

  private void giveBack() {
    takings.stream().filter(Consumption::taken).forEach(earlier -> earlier.giveBack().run());
    takings.clear();
  }

  /** Counts what was decided; once, at its end. */
  public void end() {
    if (refusedBy == null) {
      metrics.allowed();
    } else {
      metrics.refused(refusedBy);
    }
  }
}
