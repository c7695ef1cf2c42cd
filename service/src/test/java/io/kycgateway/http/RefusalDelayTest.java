package io.kycgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalDelayTest {
  @ParameterizedTest
  @CsvSource({"PT0S, PT0.25S", "PT0.06S, PT0.25S", "PT1.2S, PT0.6S", "PT2S, PT1S", "PT8S, PT1S"})
  void delay_isHalfOfAVerificationWithinBounds(Duration verification, Duration delay) {
    assertThat(RefusalDelay.nanos(verification.toNanos())).isEqualTo(delay.toNanos());
  }
}
