package io.kycgateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mistakes are in commands and settings that exist; that they are found takes minutes. */
class PlantedTest {
  @ParameterizedTest
  @EnumSource
  void mistake_changesSomething(Planted planted) throws IOException {
    Mistake mistake = planted.mistake();
    if (mistake.block().isEmpty()) {
      assertThat(mistake.in(Map.of())).isNotEmpty();
    } else {
      String right = Documented.commands(mistake.block());
      assertThat(mistake.in(mistake.block(), right)).isNotEqualTo(right);
      assertThat(mistake.in("another-block", right)).isEqualTo(right);
    }
  }
}
