package io.kycgateway.reverify.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureLimitTest {
  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "101%", "many", "", "1 %", "٣"})
  void of_neitherCountNorPercentage_namesTheOptionAndItsValue(String option) {
    assertThatThrownBy(() -> FailureLimit.of(option))
        .isInstanceOf(StartupException.class)
        .hasMessage("--max-failures must be a count or a percentage such as 0.5%; it is " + option);
  }

  @Test
  void toString_countOrPercentage_isWithoutTrailingZeros() throws StartupException {
    assertThat(FailureLimit.of(null)).hasToString("0");
    assertThat(FailureLimit.of("12")).hasToString("12");
    assertThat(FailureLimit.of("0.5%")).hasToString("0.5 %");
    assertThat(FailureLimit.of("5.0%")).hasToString("5 %");
  }

  @Test
  void percentage_ofNoRecords_isNotExceeded() throws StartupException {
    assertThat(FailureLimit.of("1%").isExceededBy(0, 0)).isFalse();
  }
}
