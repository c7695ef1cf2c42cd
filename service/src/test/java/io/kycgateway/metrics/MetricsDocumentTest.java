package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.testing.DocumentBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md says of every family what the catalogue says: name, type, labels, HELP. */
class MetricsDocumentTest {
  @Test
  void document_gatewaysFamilies_areThoseOfTheCatalogue() throws IOException {
    DocumentBlock.of("metrics.md", "metrics").assertIs(MetricsTable.print(Catalogue.ALL));
  }

  @Test
  void table_family_hasItsNameTypeLabelsAndHelp() {
    assertThat(MetricsTable.print(families("kyc_liveness_checks_total", "kyc_build_info")))
        .contains("| `kyc_liveness_checks_total` | counter | `result` | ")
        .contains(" `result`: live attack. |\n")
        .contains("| `kyc_build_info` | gauge | `version`, `revision`, `java_version` | ");
  }

  @Test
  void block_thatDiffersOrIsMissing_isRefused(@TempDir Path folder) throws IOException {
    Path page =
        Files.writeString(folder.resolve("page.md"), "<!-- a:begin -->\nx\n<!-- a:end -->\n");

    new DocumentBlock(page, "a").assertIs("x\n");
    assertThatThrownBy(() -> new DocumentBlock(page, "a").assertIs("y\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("y\n");
    assertThatThrownBy(() -> new DocumentBlock(page, "b").read())
        .hasMessageContaining("<!-- b:begin -->");
  }

  private static List<Family> families(String... names) {
    return Catalogue.ALL.stream().filter(f -> List.of(names).contains(f.name())).toList();
  }
}
