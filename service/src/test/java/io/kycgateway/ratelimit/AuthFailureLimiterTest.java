package io.kycgateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFailureLimiterTest {
  private final AtomicLong nanos = new AtomicLong(TimeUnit.DAYS.toNanos(1));

  @Test
  void wrong_beyondTheLimit_isTurnedAwayUntilTheMinuteIsOver() {
    AuthFailureLimiter guesses = limit(3, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(guesses.wrong("192.0.2.1")).isZero();
    }

    assertThat(guesses.wrong("192.0.2.1")).isBetween(59L, 61L);
    advance(40);
    assertThat(guesses.wrong("192.0.2.1")).isBetween(19L, 21L);
    assertThat(guesses.wrong("192.0.2.2")).as("another address").isZero();
    advance(21);
    assertThat(guesses.wrong("192.0.2.1")).as("the next minute").isZero();
  }

  @Test
  void wrong_withoutALimit_isNeverTurnedAway() {
    AuthFailureLimiter guesses = limit(0, 100);

    for (int i = 0; i < 1000; i++) {
      assertThat(guesses.wrong("192.0.2.1")).isZero();
    }
    assertThat(guesses.size()).isZero();
  }

  @Test
  void wrong_fromAMillionAddresses_remembersNoMoreThanItMay() {
    AuthFailureLimiter guesses = limit(30, 1000);

    for (int i = 0; i < 1_000_000; i++) {
      guesses.wrong("10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255));
    }

    assertThat(guesses.size()).isLessThanOrEqualTo(1000);
    advance(61);
    assertThat(guesses.size()).as("a minute later").isZero();
  }

  @Test
  void wrong_fromManyAddressesOfOneNetwork_isCountedTogether() {
    AuthFailureLimiter guesses = limit(3, 100);
    for (int i = 1; i <= 3; i++) {
      assertThat(guesses.wrong("2001:db8:0:1::" + i)).isZero();
    }

    assertThat(guesses.wrong("2001:db8:0:1:ffff::1")).isPositive();
    assertThat(guesses.wrong("2001:db8:0:2::1")).as("the next network").isZero();
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
  void key_ofGarbage_isThatOfNobody(String garbage) {
    assertThat(AuthFailureLimiter.key(garbage)).isEmpty();
  }

  @Test
  void key_ofNobody_isOneForAll() {
    assertThat(AuthFailureLimiter.key(null)).isEmpty();
  }

  private AuthFailureLimiter limit(int perMinute, int maxAddresses) {
    return new AuthFailureLimiter(
        new AuthFailureConfiguration(perMinute, maxAddresses), nanos::get);
  }

  private void advance(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }
}
