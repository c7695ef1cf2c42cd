package io.kycgateway.reverify.run;

import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import io.kycgateway.reverify.run.Attempt.CircuitOpen;
import io.kycgateway.reverify.run.Attempt.Transient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** After which attempts a record is attempted again, how often, and after which wait. */
final class RetryPolicies {
  private static final double JITTER = 0.25;

  /** Tells the library to use its own backoff. */
  private static final Duration POLICY_DELAY = Duration.ofNanos(-1);

  private RetryPolicies() {}

  /** Retries of transient failures. */
  static RetryPolicy<Attempt> ofTransientFailures(
      RetryConfiguration configuration, int retries, StopSignal stop) {
    Duration delay = configuration.delay().toJavaDuration();
    Duration maxDelay = configuration.maxDelay().toJavaDuration();
    RetryPolicyBuilder<Attempt> policy =
        after(Transient.class, configuration, stop).withMaxRetries(retries);
    return (maxDelay.compareTo(delay) > 0
            ? policy.withBackoff(delay, maxDelay)
            : policy.withDelay(delay))
        .build();
  }

  /** Waits for open circuits, as often as it takes within the longest {@code Retry-After}. */
  static RetryPolicy<Attempt> ofOpenCircuits(RetryConfiguration configuration, StopSignal stop) {
    return after(CircuitOpen.class, configuration, stop)
        .withMaxRetries(-1)
        .withMaxDuration(configuration.maxRetryAfter().toJavaDuration())
        .build();
  }

  // What both have in common.
  private static RetryPolicyBuilder<Attempt> after(
      Class<? extends Attempt> kind, RetryConfiguration configuration, StopSignal stop) {
    return RetryPolicy.<Attempt>builder()
        .handleResultIf(kind::isInstance)
        .withJitter(JITTER)
        .withDelayFn(context -> honoured(retryAfter(context.getLastResult()), configuration))
        .onRetryScheduled(event -> stop.beginWait());
  }

  private static @Nullable Duration retryAfter(@Nullable Attempt last) {
    if (last instanceof Transient failed) {
      return failed.retryAfter();
    }
    return last instanceof CircuitOpen refused ? refused.retryAfter() : null;
  }

  // Lengthened, so that even the shortest jittered wait is not below the Retry-After.
  private static Duration honoured(
      @Nullable Duration retryAfter, RetryConfiguration configuration) {
    if (retryAfter == null) {
      return POLICY_DELAY;
    }
    Duration longest = configuration.maxRetryAfter().toJavaDuration();
    Duration wait = retryAfter.compareTo(longest) > 0 ? longest : retryAfter;
    return Duration.ofNanos((long) (wait.toNanos() / (1 - JITTER)));
  }
}
