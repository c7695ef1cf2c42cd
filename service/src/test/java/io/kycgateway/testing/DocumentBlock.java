package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a document that a test holds against the code: what stands between {@code <!--
 * name:begin -->} and {@code <!-- name:end -->}. With {@code -Ddocs.write=true} the test writes it
 * instead: {@code mvn -q test -pl service -Dtest=MetricsDocumentTest -Ddocs.write=true}.
 */
public record DocumentBlock(Path page, String name) {
  private static final Path DOCS = Path.of("..", "docs");

  /** A block of a file in {@code docs/}. */
  public static DocumentBlock of(String file, String name) {
    return new DocumentBlock(DOCS.resolve(file), name);
  }

  /**
   * What stands between the marks.
   *
   * @throws IllegalArgumentException if a mark is missing
   */
  public String read() throws IOException {
    String text = Files.readString(page);
    return text.substring(begin(text), end(text));
  }

  /** Fails unless the document says that; the failure shows all of what it should say. */
  public void assertIs(String expected) throws IOException {
    if (Boolean.getBoolean("docs.write") && page.startsWith(DOCS)) {
      String text = Files.readString(page);
      Files.writeString(
          page, text.substring(0, begin(text)) + expected + text.substring(end(text)));
    }
    assertThat(read())
        .as("%s, block %s; -Ddocs.write=true writes it:%n%s", page, name, expected)
        .isEqualTo(expected);
  }

  private int begin(String text) {
    return index(text, "<!-- " + name + ":begin -->\n")
        + name.length()
        + "<!-- :begin -->\n".length();
  }

  private int end(String text) {
    return index(text, "<!-- " + name + ":end -->");
  }

  private int index(String text, String mark) {
    int index = text.indexOf(mark);
    if (index < 0 || text.indexOf(mark, index + 1) >= 0) {
      throw new IllegalArgumentException(page + " must have once: " + mark.strip());
    }
    return index;
  }
}
