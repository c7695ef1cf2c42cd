package io.kycgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.DocumentBlock;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/architecture.md has the packages and imports that {@link ArchitectureTest} enforces. */
class FloorPlanTest {
  private static final Pattern ROOM = Pattern.compile("(?m)^\\| `([^`]+)` \\| (.*?) \\| .* \\|$");

  @Test
  void floorPlan_inTheDocument_isTheTableThatIsEnforced() throws IOException {
    DocumentBlock block = DocumentBlock.of("architecture.md", "rooms");

    block.assertIs(table(block.read()));
    assertThat(block.read()).as("every room says what it holds").doesNotContain("` |  | ");
  }

  // What a room holds is the page's own; what it may import is not.
  private static String table(String page) {
    Map<String, String> holds = new HashMap<>();
    Matcher room = ROOM.matcher(page);
    while (room.find()) {
      holds.put(room.group(1), room.group(2));
    }
    StringBuilder table = new StringBuilder("| room | holds | may import |\n|---|---|---|\n");
    ArchitectureTest.mayImport()
        .forEach(
            (name, imports) ->
                table
                    .append("| `" + name + "` | ")
                    .append(holds.getOrDefault(name, ""))
                    .append(" | ")
                    .append(imports.isEmpty() ? "none" : String.join(", ", new TreeSet<>(imports)))
                    .append(" |\n"));
    return table.toString();
  }
}
