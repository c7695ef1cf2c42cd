package io.kycgateway.ratelimit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.ConfigurationBuilder;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.VerboseResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The quotas of one kind of subject, all of which must have something left. Immutable. */
final class Limit {
  private final LimitScope subject;
  private final List<Quota> quotas;
  private final BucketConfiguration bucket;
  private final String text;

  /** With at least one quota. */
  Limit(LimitScope subject, List<Quota> quotas) {
    this.subject = subject;
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

  LimitScope subject() {
    return subject;
  }

  BucketConfiguration bucket() {
    return bucket;
  }

  /** The quotas as text: other quotas are another bucket. */
  String text() {
    return text;
  }

  /** After so long without a request nothing is left to remember. */
  Duration longestWindow() {
    return quotas.stream().map(Quota::window).max(Duration::compareTo).orElseThrow();
  }

  /** The item of {@code RateLimit-Policy} for each quota. */
  String policy() {
    return quotas.stream()
        .map(quota -> "\"%s\";q=%d;w=%d".formatted(name(quota), quota.requests(), quota.seconds()))
        .collect(Collectors.joining(", "));
  }

  private String name(Quota quota) {
    return subject.noun() + "-" + quota.seconds() + "s";
  }

  /** What a bucket of this limit said. */
  Consumption taking(VerboseResult<ConsumptionProbe> result, Runnable giveBack) {
    long[] left = result.getDiagnostics().getAvailableTokensPerEachBandwidth();
    int tightest = 0;
    for (int i = 1; i < left.length; i++) {
      // Of two that are used up, the longer window is the one to wait for.
      boolean longer = quotas.get(i).seconds() > quotas.get(tightest).seconds();
      if (left[i] < left[tightest] || (left[i] == left[tightest] && longer)) {
        tightest = i;
      }
    }
    BucketState state = result.getState();
    long nanos =
        state.calculateDelayNanosAfterWillBePossibleToConsume(
            left[tightest] + 1, result.getOperationTimeNanos(), false);
    return new Consumption(
        this,
        result.getValue().isConsumed(),
        name(quotas.get(tightest)),
        Math.max(0, left[tightest]),
        nanos,
        giveBack);
  }
}
