package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * README's table and the catalogue say the same. To print the table that the catalogue stands for:
 * {@code mvn -q test -pl service -Dtest=ReadmeMetricsTest#catalogue_asked_printsItsTable
 * -Dreadme.print=true}.
 */
class ReadmeMetricsTest {
  private static final Path README = Path.of("..", "README.md");
  private static final List<Family> DOCUMENTED = Catalogue.ALL;

  @Test
  void readmeTable_catalogue_agreeInNamesTypesAndLabels() throws IOException {
    assertThat(MetricsTable.parse(Files.readString(README)))
        .containsExactlyInAnyOrderElementsOf(
            DOCUMENTED.stream().map(MetricsTable.Row::of).toList());
  }

  @Test
  void readmeTable_meanings_areTheHelpTexts() throws IOException {
    assertThat(Files.readAllLines(README))
        .containsAll(MetricsTable.print(DOCUMENTED).lines().toList());
  }

  @Test
  void table_printedAndParsed_isTheSame() {
    String page = MetricsTable.BEGIN + "\n" + MetricsTable.print(DOCUMENTED) + MetricsTable.END;

    assertThat(MetricsTable.parse(page))
        .containsExactlyElementsOf(DOCUMENTED.stream().map(MetricsTable.Row::of).toList());
  }

  @Test
  void table_rowOfAnotherForm_isRefused() {
    String page = MetricsTable.BEGIN + "\n| `kyc_x_total` | counter | status | x |\n";

    assertThatThrownBy(() -> MetricsTable.parse(page + MetricsTable.END))
        .hasMessageContaining("kyc_x_total");
    assertThatThrownBy(() -> MetricsTable.parse(page)).hasMessageContaining(MetricsTable.END);
  }

  @Test
  @EnabledIfSystemProperty(named = "readme.print", matches = "true")
  void catalogue_asked_printsItsTable() {
    System.out.println(
        MetricsTable.BEGIN + "\n" + MetricsTable.print(DOCUMENTED) + MetricsTable.END);
  }
}
