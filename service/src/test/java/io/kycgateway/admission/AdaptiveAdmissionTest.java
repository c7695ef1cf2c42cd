package io.kycgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.MovableClock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever measures a delay, the longer one counts. */
class AdaptiveAdmissionTest {
  private static final long LATE = TimeUnit.MILLISECONDS.toNanos(40);

  private final AdaptiveAdmission adaptive =
      new AdaptiveAdmission(100, 1000, Runnable::run, new MovableClock(0));

  @Test
  void limit_whileVerificationsWaitForTheProcess_shrinks() {
    grow();
    int before = adaptive.limit();
    adaptive.admission().begunAfter(2 * LATE);
    adaptive.admission().begunAfter(0);

    adaptive.adapt(0);

    assertThat(adaptive.limit()).isEqualTo((int) (before * 0.85));
    assertThat(adaptive.delaySeconds()).as("of the mean").isEqualTo(0.04);
  }

  @Test
  void limit_whileTasksWait_shrinks() {
    grow();
    int before = adaptive.limit();
    adaptive.admission().begunAfter(0);

    adaptive.adapt(LATE);

    assertThat(adaptive.limit()).isEqualTo((int) (before * 0.85));
    assertThat(adaptive.delaySeconds()).isEqualTo(0.04);
  }

  @Test
  void wait_isThatOfOneWindowOnly() {
    adaptive.admission().begunAfter(LATE);
    adaptive.adapt(0);
    int before = adaptive.limit();
    use();

    adaptive.adapt(0);

    assertThat(adaptive.limit()).isGreaterThan(before);
  }

  @Test
  void delay_isTheWorstOfTheLastTenSeconds() {
    adaptive.adapt(LATE);
    for (int window = 1; window < 100; window++) {
      adaptive.adapt(1);
    }
    assertThat(adaptive.delaySeconds()).isEqualTo(0.04);

    adaptive.adapt(1);

    assertThat(adaptive.delaySeconds()).isEqualTo(1e-9);
  }

  private void grow() {
    use();
    for (int window = 0; window < 5; window++) {
      adaptive.adapt(0);
      use();
    }
    assertThat(adaptive.limit()).isGreaterThan(120);
  }

  // Up to the limit.
  private void use() {
    Admission.Answer answer = Admission.Answer.ADMITTED;
    while (answer == Admission.Answer.ADMITTED) {
      answer = adaptive.admission().acquire();
    }
  }
}
