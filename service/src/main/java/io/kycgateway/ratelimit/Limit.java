package io.kycgateway.ratelimit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.ConfigurationBuilder;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.VerboseResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The quotas of one scope, all of which must have something left. Immutable. */
final class Limit {
  private final String name;
  private final LimitScope scope;
  private final List<Quota> quotas;
  private final BucketConfiguration bucket;
  private final String text;

  /** The limit of verifications by that scope, with at least one quota. */
  Limit(LimitScope scope, List<Quota> quotas) {
    this(scope.prefix(), scope, quotas);
  }

  /**
   * A limit, with at least one quota.
   *
   * @param name begins the names of its quotas and of its keys, so that limits of other requests
   *     with the same quotas have buckets of their own
   */
  Limit(String name, LimitScope scope, List<Quota> quotas) {
    this.name = name;
    this.scope = scope;
    this.quotas = List.copyOf(quotas);
    this.text = quotas.toString();
    ConfigurationBuilder builder = BucketConfiguration.builder();
    for (Quota quota : quotas) {
      builder.addLimit(
          limit ->
              limit.capacity(quota.requests()).refillIntervally(quota.requests(), quota.window()));
    }
    this.bucket = builder.build();
  }

  String name() {
    return name;
  }

  LimitScope scope() {
    return scope;
  }

  BucketConfiguration bucket() {
    return bucket;
  }

  /** The quotas as text; a part of the key, so that changed quotas start new buckets. */
  String text() {
    return text;
  }

  /** After this long without a request every bucket is full. */
  Duration longestWindow() {
    return quotas.stream().map(Quota::window).max(Duration::compareTo).orElseThrow();
  }

  /** The item of {@code RateLimit-Policy} for each quota. */
  String policy() {
    return quotas.stream()
        .map(
            quota ->
                String.format(
                    Locale.ROOT,
                    "\"%s\";q=%d;w=%d",
                    name(quota),
                    quota.requests(),
                    quota.seconds()))
        .collect(Collectors.joining(", "));
  }

  private String name(Quota quota) {
    return name + "-" + quota.seconds() + "s";
  }

  /** The result of a bucket of this limit. */
  Consumption consumption(VerboseResult<ConsumptionProbe> result, Runnable refund) {
    long[] remaining = result.getDiagnostics().getAvailableTokensPerEachBandwidth();
    int tightest = 0;
    for (int i = 1; i < remaining.length; i++) {
      // Of two exhausted quotas, the longer window is the one to wait for.
      boolean longer = quotas.get(i).seconds() > quotas.get(tightest).seconds();
      if (remaining[i] < remaining[tightest] || (remaining[i] == remaining[tightest] && longer)) {
        tightest = i;
      }
    }
    BucketState state = result.getState();
    long nanos =
        state.calculateDelayNanosAfterWillBePossibleToConsume(
            remaining[tightest] + 1, result.getOperationTimeNanos(), false);
    return new Consumption(
        this,
        result.getValue().isConsumed(),
        name(quotas.get(tightest)),
        Math.max(0, remaining[tightest]),
        nanos,
        refund);
  }
}
