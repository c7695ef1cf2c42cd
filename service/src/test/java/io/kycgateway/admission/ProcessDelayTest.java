package io.kycgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.MovableClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The clock and the executor stand until the test moves them. */
class ProcessDelayTest {
  private final MovableClock clock = new MovableClock(Long.MAX_VALUE - 1_000_000);
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final ProcessDelay delay = new ProcessDelay(waiting::add, clock, window -> {});

  @Test
  void delay_ofATaskThatRanInTime_isNone() {
    pass(20);
    long first = delay.tick();
    run();
    pass(20);

    assertThat(first).isZero();
    assertThat(delay.tick()).isZero();
    assertThat(delay.longestSince(clock.getTick() - millis(1000))).isZero();
  }

  @Test
  void delay_ofATaskThatRanLate_isItsLateness() {
    pass(20);
    delay.tick();
    pass(30);
    run();
    pass(1);

    assertThat(millisOf(delay.tick())).isEqualTo(30);
  }

  @Test
  void delay_whileATaskWaits_growsAndNoOtherIsHandedOver() {
    pass(20);
    delay.tick();
    for (int i = 1; i <= 3; i++) {
      pass(20);
      assertThat(millisOf(delay.tick())).isEqualTo(20L * i);
    }
    assertThat(waiting).hasSize(1);
    assertThat(millisOf(delay.longestSince(clock.getTick()))).isEqualTo(60);
  }

  @Test
  void delay_ofAProcessThatWasStopped_isSeenBeforeItMeasuresAgain() {
    pass(20 + 5000);

    assertThat(millisOf(delay.longestSince(clock.getTick()))).isEqualTo(5000);
  }

  @Test
  void longest_isOfTheTimeAskedFor() {
    long before = clock.getTick();
    pass(20);
    delay.tick();
    for (int i = 0; i < 15; i++) {
      pass(20);
      delay.tick();
    }
    run();
    long afterwards = clock.getTick() + 1;
    pass(20);
    delay.tick();
    pass(40);
    run();

    assertThat(millisOf(delay.longestSince(before))).isEqualTo(300);
    assertThat(millisOf(delay.longestSince(afterwards))).isEqualTo(40);
  }

  @Test
  void task_thatIsRejected_isNoMeasurement() {
    ProcessDelay closed =
        new ProcessDelay(
            task -> {
              throw new RejectedExecutionException();
            },
            clock,
            window -> {});
    pass(20);

    assertThat(closed.tick()).isZero();
    assertThat(closed.longestSince(clock.getTick() - millis(20))).isZero();
  }

  private void pass(long milliseconds) {
    clock.advance(Duration.ofMillis(milliseconds));
  }

  private void run() {
    waiting.remove().run();
  }

  private static long millis(long milliseconds) {
    return TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  private static long millisOf(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
