package io.kycgateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.metrics.Family;
import io.kycgateway.testing.DocumentBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of faults, without injecting any. */
class ChaosTableTest {
  private static final Path RUNBOOKS = Path.of("..", "prometheus", "runbooks");

  @Test
  void document_table_isTheSuites() throws IOException {
    DocumentBlock.of("chaos.md", "faults").assertIs(FaultTable.markdown());
  }

  @Test
  void faults_all_areManyAndHaveNamesOfTheirOwn() {
    List<String> names = FaultTable.all().stream().map(Fault::name).toList();

    assertThat(names).hasSizeGreaterThanOrEqualTo(25).doesNotHaveDuplicates();
    // Names are separated by commas where faults are chosen.
    assertThat(names).noneMatch(name -> name.contains(",") || name.contains("|"));
  }

  @Test
  void metrics_ofTheTable_areInTheCatalogue() {
    Set<String> families = Catalogue.GATEWAY.stream().map(Family::name).collect(Collectors.toSet());

    assertThat(
            FaultTable.all().stream()
                .flatMap(fault -> fault.metrics().stream())
                .map(Promises::family))
        .isNotEmpty()
        .allMatch(families::contains);
  }

  @Test
  void alerts_ofTheTable_haveRunbooks() {
    assertThat(FaultTable.all().stream().flatMap(fault -> fault.alerts().stream()))
        .isNotEmpty()
        .allMatch(alert -> Files.exists(RUNBOOKS.resolve(alert + ".md")));
  }
}
