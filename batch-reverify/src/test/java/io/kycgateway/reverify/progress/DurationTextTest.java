package io.kycgateway.reverify.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min 0 s", "3599, 59 min 59 s", "7260, 2 h 1 min"})
  void duration_hasTwoUnitsAtMost(long seconds, String expected) {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));

    assertThat(DurationText.of(seconds)).isEqualTo(expected);
  }
}
