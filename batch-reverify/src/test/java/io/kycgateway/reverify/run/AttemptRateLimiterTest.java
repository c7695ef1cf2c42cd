package io.kycgateway.reverify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bucket4j.BlockingStrategy;
import io.kycgateway.testing.MovableClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --rate} by a clock that only waiting moves. */
class AttemptRateLimiterTest {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MovableClock clock = new MovableClock();
  private final BlockingStrategy waiting = nanos -> clock.advance(Duration.ofNanos(nanos));

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.5, 1, 7.5, 19, 20, 333.333, 2_000, 123_456})
  void take_oneAfterTheOther_keepsTheRate(double perSecond) throws InterruptedException {
    AttemptRateLimiter limiter = AttemptRateLimiter.of(perSecond, clock, waiting);
    int attempts = 2_000;

    for (int i = 0; i < attempts; i++) {
      limiter.acquire();
    }

    // The first begins at once. --rate is kept in thousandths of an attempt per second.
    assertThat((attempts - 1) / (clock.getTick() / NANOS))
        .isCloseTo(perSecond, within(perSecond * 0.001));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 7.5, 100, 2_000})
  void take_afterAPause_makesUpForATwentiethOfASecondAtMost(double perSecond)
      throws InterruptedException {
    AttemptRateLimiter limiter = AttemptRateLimiter.of(perSecond, clock, waiting);
    limiter.acquire();
    clock.advance(Duration.ofHours(1));
    long begun = clock.getTick();

    int attempts = 0;
    while (clock.getTick() == begun) {
      limiter.acquire();
      attempts++;
    }

    assertThat(attempts - 1).isEqualTo((int) Math.max(1, perSecond / 20));
  }

  @Test
  void take_withoutALimit_neverWaits() throws InterruptedException {
    AttemptRateLimiter limiter = AttemptRateLimiter.of(0, clock, waiting);

    limiter.acquire();
    limiter.acquire();

    assertThat(clock.getTick()).isZero();
  }
}
