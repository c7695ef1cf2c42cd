package io.kycgateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rehearsal finds what it is for: operations that are not as {@code docs/operations.md} has
 * them. {@code ./run rehearse --plant all} runs it.
 */
class PlantedSuite {
  static List<Planted> chosen() {
    return Planted.chosen();
  }

  @ParameterizedTest
  @MethodSource("chosen")
  void mistake_isFound(Planted planted) throws Exception {
    boolean needsBefore = planted.parts().contains(Part.MIGRATE);
    assumeTrue(!needsBefore || Release.before().isPresent(), "there is no release before");

    Release first = needsBefore ? Release.before().orElseThrow() : Release.current();
    Report.print("planted: %s", planted);
    try (Rehearsal rehearsal = new Rehearsal(Form.FAST, first, planted.mistake())) {
      List<String> broken = rehearsal.take(planted.parts());

      assertThat(broken)
          .as("what the rehearsal says of %s", planted)
          .anySatisfy(finding -> assertThat(finding).containsPattern(planted.found()));
      Report.print("planted: %s: found", planted);
    }
  }
}
