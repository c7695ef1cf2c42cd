package io.kycgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionLimitTest {
  private static final long LATE = AdmissionLimit.TARGET_NANOS + 1;
  private static final long IN_TIME = AdmissionLimit.TARGET_NANOS;

  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(100);

  private final AdmissionLimit limit = new AdmissionLimit(32, 1000);

  @Test
  void limit_atFirst_isTheMinimum() {
    assertThat(limit.getAsInt()).isEqualTo(32);
  }

  @Test
  void limit_whileItIsUsedAndNothingIsLate_growsToTheMaximum() {
    int before = 32;
    for (int window = 0; window < 120; window++) {
      limit.adapt(IN_TIME, limit.getAsInt(), WINDOW, 0);
      assertThat(limit.getAsInt()).isBetween(before, 1000);
      before = limit.getAsInt();
    }
    assertThat(before).isEqualTo(1000);
  }

  @Test
  void limit_thatIsNotUsed_stays() {
    limit.adapt(0, 25, WINDOW, 0);

    assertThat(limit.getAsInt()).isEqualTo(32);

    limit.adapt(0, 26, WINDOW, 0);

    assertThat(limit.getAsInt()).isEqualTo(40);
  }

  @Test
  void limit_whileWorkIsLate_shrinksToTheMinimum() {
    grown();

    limit.adapt(LATE, 1000, WINDOW, 0);

    assertThat(limit.getAsInt()).isEqualTo(850);
    for (int window = 0; window < 120; window++) {
      limit.adapt(LATE, 1000, WINDOW, 0);
    }
    assertThat(limit.getAsInt()).isEqualTo(32);
  }

  @Test
  void limit_whileModulesAreSlow_shrinksOnlyWhenTheDelayStoodForAsLong() {
    grown();

    for (int window = 1; window < 20; window++) {
      limit.adapt(LATE, 1000, WINDOW, 20 * WINDOW);
    }
    limit.adapt(IN_TIME, 1000, WINDOW, 20 * WINDOW);
    for (int window = 1; window < 20; window++) {
      limit.adapt(LATE, 1000, WINDOW, 20 * WINDOW);
    }
    assertThat(limit.getAsInt()).as("crowds that were worked off").isEqualTo(1000);

    limit.adapt(LATE, 1000, WINDOW, 20 * WINDOW);

    assertThat(limit.getAsInt()).as("a delay that stood, cut once").isEqualTo(522);
    limit.adapt(LATE, 1000, WINDOW, 20 * WINDOW);
    assertThat(limit.getAsInt()).isEqualTo(522);
  }

  @Test
  void limit_inAProcessWhoseWindowsAreLong_waitsNoLonger() {
    grown();

    for (int window = 1; window <= 4; window++) {
      limit.adapt(LATE, 1000, 5 * WINDOW, 20 * WINDOW);
    }

    assertThat(limit.getAsInt()).isEqualTo(522);
  }

  @Test
  void limit_whileModulesTakeMinutes_waitsForTwoSeconds() {
    grown();

    for (int window = 1; window <= 20; window++) {
      limit.adapt(LATE, 1000, WINDOW, 1000 * WINDOW);
    }

    assertThat(limit.getAsInt()).isEqualTo(522);
  }

  @Test
  void limit_afterACrowd_growsAgainAtOnce() {
    limit.adapt(LATE, 32, WINDOW, 5 * WINDOW);
    limit.adapt(IN_TIME, 32, WINDOW, 5 * WINDOW);

    assertThat(limit.getAsInt()).isEqualTo(33);
  }

  @Test
  void limit_beforeAnyDelay_growsAsFastAsAHungModuleFillsIt() {
    AdmissionLimit first = new AdmissionLimit(100, 1000);
    int perWindow = 20;

    for (int inFlight = perWindow; inFlight < 1000; inFlight += perWindow) {
      assertThat(inFlight).isLessThanOrEqualTo(first.getAsInt());
      first.adapt(0, inFlight, WINDOW, 0);
    }
  }

  @Test
  void limit_forTenSecondsAfterADelayWhileItWasUsed_growsSlowly() {
    for (int window = 0; window < 6; window++) {
      limit.adapt(IN_TIME, 1000, WINDOW, 0);
    }
    limit.adapt(LATE, 1000, WINDOW, 0);
    int full = limit.getAsInt();

    limit.adapt(IN_TIME, full, WINDOW, 0);

    assertThat(limit.getAsInt()).isEqualTo((int) (full * 1.05));
    for (int window = 0; window < 98; window++) {
      limit.adapt(IN_TIME, 0, WINDOW, 0);
    }
    full = limit.getAsInt();
    limit.adapt(IN_TIME, full, WINDOW, 0);
    assertThat(limit.getAsInt()).isEqualTo((int) (full * 1.25));
  }

  @Test
  void limit_afterADelayWhileItWasNotUsed_growsFast() {
    limit.adapt(LATE, 10, WINDOW, 5 * WINDOW);
    limit.adapt(IN_TIME, 32, WINDOW, 5 * WINDOW);

    assertThat(limit.getAsInt()).isEqualTo(40);
  }

  @Test
  void limit_withOneBound_isFixed() {
    AdmissionLimit fixed = new AdmissionLimit(7, 7);

    fixed.adapt(LATE, 7, WINDOW, 0);
    fixed.adapt(IN_TIME, 7, WINDOW, 0);

    assertThat(fixed.getAsInt()).isEqualTo(7);
  }

  @Test
  void limits_thatAdmitNothing_areRefused() {
    assertThatThrownBy(() -> new AdmissionLimit(0, 7)).hasMessageContaining("from 0 to 7");
    assertThatThrownBy(() -> new AdmissionLimit(8, 7)).hasMessageContaining("from 8 to 7");
  }

  private void grown() {
    for (int window = 0; window < 120; window++) {
      limit.adapt(IN_TIME, 1000, WINDOW, 0);
    }
  }
}
