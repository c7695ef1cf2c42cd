package io.kycgateway.reverify.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.dropwizard.util.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryPoliciesTest {
  @Test
  void policy_retryAfter_isObeyedUpToItsLimitAndNeverCutShort() {
    RetryConfiguration retry =
        new RetryConfiguration(
            4, Duration.milliseconds(1), Duration.milliseconds(2), Duration.milliseconds(30));
    Deque<Attempt> attempts = new ArrayDeque<>();
    attempts.add(new Attempt.Transient("ocr", java.time.Duration.ofMillis(20), true));
    attempts.add(new Attempt.Transient("ocr", java.time.Duration.ofHours(1), true));
    attempts.add(new Attempt.Transient("ocr", null, true));
    attempts.add(new Attempt.Permanent("ocr"));
    List<java.time.Duration> waits = new ArrayList<>();
    RetryPolicy<Attempt> policy =
        RetryPolicy.builder(
                RetryPolicies.ofTransientFailures(retry, 4, new StopSignal()).getConfig())
            .onRetryScheduled(event -> waits.add(event.getDelay()))
            .build();

    Attempt last = Failsafe.with(policy).get(context -> attempts.remove());
    assertThat(last).isInstanceOf(Attempt.Permanent.class);

    assertThat(waits).hasSize(3);
    assertThat(waits.get(0)).isGreaterThanOrEqualTo(java.time.Duration.ofMillis(20));
    assertThat(waits.get(1))
        .as("the longest that is honoured, give or take the jitter")
        .isBetween(java.time.Duration.ofMillis(30), java.time.Duration.ofMillis(51));
    assertThat(waits.get(2)).isLessThan(java.time.Duration.ofMillis(4));
  }
}
