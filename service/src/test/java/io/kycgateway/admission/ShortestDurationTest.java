package io.kycgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortestDurationTest {
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
  void shortest_isForgottenAfterTenSeconds() {
    shortest.add(10);
    pass(50);
    shortest.add(20);
    assertThat(shortest.nanos()).as("five seconds later").isEqualTo(10);

    pass(50);
    assertThat(shortest.nanos()).as("ten seconds later").isEqualTo(20);

    pass(50);
    assertThat(shortest.nanos()).isZero();
  }

  private void pass(int windows) {
    for (int window = 0; window < windows; window++) {
      shortest.nextWindow();
    }
  }
}
