package io.kycgateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of scenarios in docs/api.md lists every one, in the form that the sandbox takes. */
class SandboxDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "api.md");
  private static final Pattern FORM = Pattern.compile("`(sim://[^`]+)`");

  @Test
  void table_ofScenarios_isTheCatalogue() throws Exception {
    List<String> documented = new ArrayList<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("| `sim://")) {
        Matcher forms = FORM.matcher(line.substring(0, line.indexOf('|', 1)));
        while (forms.find()) {
          documented.add(forms.group(1));
        }
      }
    }

    assertThat(documented).containsExactlyInAnyOrderElementsOf(Scenario.catalogue());
  }
}
