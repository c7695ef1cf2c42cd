package io.kycgateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFailureLimiterTest {
  private final MovableClock time = new MovableClock();

  @Test
  void recordFailure_beyondTheLimit_isThrottledUntilTheMinuteIsOver() {
    AuthFailureLimiter limiter = limit(3, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.recordFailure("192.0.2.1")).isZero();
    }

    assertThat(limiter.recordFailure("192.0.2.1")).isBetween(59L, 61L);
    advance(40);
    assertThat(limiter.recordFailure("192.0.2.1")).isBetween(19L, 21L);
    assertThat(limiter.recordFailure("192.0.2.2")).as("another address").isZero();
    advance(21);
    assertThat(limiter.recordFailure("192.0.2.1")).as("the next minute").isZero();
  }

  @Test
  void recordFailure_withoutALimit_isNeverThrottled() {
    AuthFailureLimiter limiter = limit(0, 100);

    for (int i = 0; i < 1000; i++) {
      assertThat(limiter.recordFailure("192.0.2.1")).isZero();
    }
    assertThat(limiter.size()).isZero();
  }

  @Test
  void recordFailure_fromAMillionAddresses_remembersNoMoreThanItMay() {
    AuthFailureLimiter limiter = limit(30, 1000);

    for (int i = 0; i < 1_000_000; i++) {
      limiter.recordFailure("10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255));
    }

    assertThat(limiter.size()).isLessThanOrEqualTo(1000);
    advance(61);
    assertThat(limiter.size()).as("a minute later").isZero();
  }

  @Test
  void recordFailure_fromManyAddressesOfOneNetwork_isCountedTogether() {
    AuthFailureLimiter limiter = limit(3, 100);
    for (int i = 1; i <= 3; i++) {
      assertThat(limiter.recordFailure("2001:db8:0:1::" + i)).isZero();
    }

    assertThat(limiter.recordFailure("2001:db8:0:1:ffff::1")).isPositive();
    assertThat(limiter.recordFailure("2001:db8:0:2::1")).as("the next network").isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "2001:db8::1, 20010db800000000",
    "[2001:db8::1], 20010db800000000",
    "fe80:0:0:0:0:0:0:1%eth0, fe80000000000000",
    "0:0:0:0:0:0:0:1, 0000000000000000",
  })
  void key_ofAnAddress_isItOrItsNetwork(String address, String key) {
    assertThat(AuthFailureLimiter.key(address)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "evil:host", "::zz", "1:2", "unix"})
  void key_ofGarbage_isThatOfUnknownAddresses(String garbage) {
    assertThat(AuthFailureLimiter.key(garbage)).isEmpty();
  }

  @Test
  void key_ofUnknownAddress_isOneForAll() {
    assertThat(AuthFailureLimiter.key(null)).isEmpty();
  }

  private AuthFailureLimiter limit(int perMinute, int maxAddresses) {
    return new AuthFailureLimiter(new AuthFailureConfiguration(perMinute, maxAddresses), time);
  }

  private void advance(int seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }
}
