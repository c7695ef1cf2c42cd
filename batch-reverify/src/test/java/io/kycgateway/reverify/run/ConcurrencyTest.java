package io.kycgateway.reverify.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrencyTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "10001", "1.5", "AUTO", ""})
  void of_neitherAutoNorANumber_namesTheOptionAndItsValue(String option) {
    assertThatThrownBy(() -> Concurrency.of(option, 200))
        .isInstanceOf(StartupException.class)
        .hasMessage("--concurrency must be auto or 1 to 10000; it is " + option);
  }

  @Test
  void workers_exceedTheLimit() {
    assertThat(new Concurrency(1, false).workers()).isEqualTo(2);
    assertThat(new Concurrency(80, false).workers()).isEqualTo(91);
  }

  @Test
  void toString_adaptive_namesItsUpperLimit() {
    assertThat(new Concurrency(200, true)).hasToString("auto, at most 200");
    assertThat(new Concurrency(16, false)).hasToString("16");
  }
}
