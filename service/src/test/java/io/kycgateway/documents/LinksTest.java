package io.kycgateway.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links between the project's documents lead to files and headings that exist. */
class LinksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".run");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

  @Test
  void links_inAllDocuments_leadSomewhere() throws IOException {
    List<Path> documents = documents(ROOT);

    assertThat(documents).hasSizeGreaterThan(20);
    assertThat(broken(documents)).isEmpty();
  }

  @Test
  void links_thatLeadNowhere_areFound(@TempDir Path folder) throws IOException {
    Path page =
        Files.writeString(
            folder.resolve("a.md"), "# One `b`-c: d\n[x](#one-b-c-d) [x](#two) [x](b.md) `[x](c)`");

    assertThat(broken(List.of(page))).containsExactly("a.md: #two", "a.md: b.md");
  }

  private static List<Path> documents(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(
              file -> {
                for (Path part : root.relativize(file)) {
                  if (NOT_OURS.contains(part.toString())) {
                    return false;
                  }
                }
                return true;
              })
          .sorted()
          .toList();
    }
  }

  private static List<String> broken(List<Path> documents) throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents) {
      String text = CODE.matcher(Files.readString(document)).replaceAll("");
      for (String link : LINK.matcher(text).results().map(found -> found.group(1)).toList()) {
        if (!link.contains("://") && !leadsSomewhere(document, link)) {
          broken.add(document.getFileName() + ": " + link);
        }
      }
    }
    return broken;
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  // As GitHub and GitLab make them.
  private static Set<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
