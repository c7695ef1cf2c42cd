package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.DocumentBlock;
import java.nio.file.Files;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md has every key, its default, its value in config.yml and its variable. */
class ConfigurationDocumentTest {
  private static final Pattern EMPTY_MEANING = Pattern.compile("(?m)^\\| `([^`]+)` .*\\| \\|$");

  private static ConfigurationTable table;

  @BeforeAll
  static void readCodeAndFile() throws Exception {
    table = ConfigurationTable.of(Files.readString(ConfigurationFiles.CONFIG));
  }

  static Set<String> sections() {
    return table.sections();
  }

  @ParameterizedTest
  @MethodSource("sections")
  void page_section_saysWhatCodeAndFileSay(String section) throws Exception {
    DocumentBlock block = DocumentBlock.of("configuration.md", section);

    block.assertIs(table.print(section, block.read()));
    assertThat(block.read()).as("every key has a meaning").doesNotContainPattern(EMPTY_MEANING);
  }

  @Test
  void table_keyThatTheFileLacksOrChanges_isSeen() throws Exception {
    String file = Files.readString(ConfigurationFiles.CONFIG);
    ConfigurationTable without =
        ConfigurationTable.of(
            file.replaceAll("(?m)^ +maxRequestSize: .*$", "")
                .replace("deadline: 8s", "deadline: 9s"));

    assertThat(without.print("api", "")).contains("| `api.maxRequestSize` | `8MiB` | | | |");
    assertThat(without.print("pipeline", "")).contains("| `pipeline.deadline` | `8s` | `9s` |");
  }
}
