package io.kycgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShortestDurationTest {
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(5);

  private final ShortestDuration shortest = new ShortestDuration();

  @Test
  void shortest_beforeAny_isZero() {
    assertThat(shortest.nanos()).isZero();
  }

  @Test
  void shortest_isThatOfAll() {
    shortest.add(30);
    shortest.add(10);
    shortest.add(20);

    assertThat(shortest.nanos()).isEqualTo(10);
  }

  @Test
  void shortest_isForgottenAfterTenSeconds_ofOthers() {
    shortest.add(10);
    shortest.passed(PERIOD);
    shortest.add(20);
    assertThat(shortest.nanos()).as("five seconds later").isEqualTo(10);

    shortest.passed(PERIOD);
    assertThat(shortest.nanos()).as("ten seconds later").isEqualTo(20);

    shortest.passed(PERIOD);
    shortest.passed(PERIOD);
    assertThat(shortest.nanos()).as("a quiet gateway keeps it").isEqualTo(20);
  }
}
