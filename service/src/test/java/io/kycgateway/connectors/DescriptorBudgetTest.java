package io.kycgateway.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorBudgetTest {
  @ParameterizedTest
  @CsvSource({
    "256, 2, 1000, false, 23",
    "256, 2, 1000, true, 13",
    "256, 2, 10, false, 10",
    "4096, 2, 1000, false, 497",
    "4096, 64, 1000, false, 466",
    "8120, 2, 1000, false, 1000",
    "1048576, 64, 100000, false, 100000",
    "64, 2, 1000, false, 1",
    "0, 2, 1000, false, 1000",
    "9223372036854775807, 2, 1000, false, 1000"
  })
  void verifications_followFromTheLimit(
      long limit, int processors, int configured, boolean areSimulated, int verifications) {
    assertThat(DescriptorBudget.of(limit, processors, configured, areSimulated).verifications())
        .isEqualTo(verifications);
  }

  @ParameterizedTest
  @CsvSource({"128", "256", "1024", "4096", "65536"})
  void parts_togetherAreWithinTheLimit(int limit) {
    DescriptorBudget budget = DescriptorBudget.of(limit, 2, 1000, /* areSimulated= */ false);

    assertThat(budget.connections() + budget.adminConnections() + 5L * budget.connectionsToModule())
        .isLessThanOrEqualTo(limit - 40);
    assertThat(budget.connections()).isGreaterThan(budget.verifications());
    assertThat(budget.connectionsToModule()).isGreaterThan(budget.verifications());
  }

  @Test
  void shortage_namesBothLimitsAndWhatIsNeeded() {
    assertThat(DescriptorBudget.of(256, 2, 1000, /* areSimulated= */ false).shortage(1000))
        .contains(
            "file descriptors: their limit (nofile, ulimit -n) of 256 allows 23 verifications in"
                + " flight and 46 client connections; pipeline.maxConcurrent (1000) needs 8120");
  }

  @Test
  void shortage_withAsManyAsNeeded_isNone() {
    DescriptorBudget needed = DescriptorBudget.of(256, 2, 1000, /* areSimulated= */ false);

    assertThat(DescriptorBudget.of(needed.needed(), 2, 1000, /* areSimulated= */ false))
        .returns(1000, DescriptorBudget::verifications)
        .returns(Optional.empty(), budget -> budget.shortage(1000));
  }
}
