package io.kycgateway.reverify.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveLimiterTest {
  private static final int MAX = 100;

  private final MovableClock clock = new MovableClock(1);
  private final AdaptiveLimiter limiter = new AdaptiveLimiter(MAX, Duration.ofSeconds(8), clock);

  @Test
  void limit_quickAnswers_growsToTheMost() throws InterruptedException {
    rounds(600, Duration.ofMillis(100), true);

    assertThat(limiter.limit()).isEqualTo(MAX);
  }

  @Test
  void limit_refusals_shrinksToOneAtOnceAndGrowsAgain() throws InterruptedException {
    rounds(600, Duration.ofMillis(100), true);

    rounds(5, Duration.ofMillis(100), false);
    assertThat(limiter.limit()).isEqualTo(1);

    rounds(600, Duration.ofMillis(100), true);
    assertThat(limiter.limit()).isGreaterThan(MAX / 2);
  }

  @Test
  void limit_latencyRises_shrinks() throws InterruptedException {
    rounds(600, Duration.ofMillis(100), true);

    rounds(40, Duration.ofSeconds(1), true);

    assertThat(limiter.limit()).isLessThan(MAX * 2 / 3);
  }

  // As many attempts at once as the limit lets in, all of them taking that long.
  private void rounds(int rounds, Duration took, boolean isAnswered) throws InterruptedException {
    for (int i = 0; i < rounds; i++) {
      List<Limiter.Permit> permits = new ArrayList<>();
      int limit = limiter.limit();
      for (int j = 0; j < limit; j++) {
        permits.add(limiter.acquire());
      }
      clock.advance(took);
      for (Limiter.Permit permit : permits) {
        if (isAnswered) {
          permit.answered();
        } else {
          permit.overloaded();
        }
      }
    }
  }
}
