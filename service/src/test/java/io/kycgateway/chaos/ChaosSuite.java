package io.kycgateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.chaos.scene.Form;
import io.kycgateway.chaos.scene.Scene;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault of the table under traffic. It takes minutes, and no pattern of the build finds its
 * name: {@code ./run chaos} runs it.
 */
class ChaosSuite {
  private static final ChaosReport REPORT = new ChaosReport(Form.chosen());
  private static Scene scene;

  static List<Fault> faults() {
    return FaultTable.chosen();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_underTraffic_isAsTheTableSays(Fault fault) throws Exception {
    if (scene == null) {
      scene = new Scene(Form.chosen());
    }
    boolean isWell = false;
    try {
      FaultResult result = FaultRun.of(scene, fault);
      isWell = true;
      REPORT.add(result);

      assertThat(result.broken()).as(fault.name()).isEmpty();
    } finally {
      if (!isWell) {
        // The next fault finds everything as it should be.
        close();
      }
    }
  }

  @AfterAll
  static void close() throws IOException {
    if (scene != null) {
      scene.close();
      scene = null;
    }
  }
}
