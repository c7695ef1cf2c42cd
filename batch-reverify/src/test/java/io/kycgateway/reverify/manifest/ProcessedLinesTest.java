package io.kycgateway.reverify.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessedLinesTest {
  @TempDir Path folder;

  @Test
  void add_theSameLineTwice_isRefusedWithItsNumber() throws Exception {
    ProcessedLines lines = ProcessedLines.ofKnownManifest();
    lines.add(3, "a");

    assertThatThrownBy(() -> lines.add(3, "b"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("line 3 of the manifest was processed twice");
  }

  @Test
  void contains_inAKnownManifest_looksAtTheNumberAlone() throws Exception {
    ProcessedLines lines = ProcessedLines.ofKnownManifest();
    lines.add(3, "a");

    assertThat(lines.contains(3, "b")).isTrue();
    assertThat(lines.contains(2, "a")).isFalse();
  }

  @Test
  void contains_inAnUnknownManifest_refusesAnotherId() throws Exception {
    try (ProcessedLines lines = ProcessedLines.ofUnknownManifest(1 << 20, folder)) {
      lines.add(3, "a");
      lines.add(4, null);

      assertThat(lines.contains(3, "a")).isTrue();
      assertThat(lines.contains(4, null)).isTrue();
      assertThatThrownBy(() -> lines.contains(3, "b"))
          .isInstanceOf(ManifestChangedException.class)
          .hasMessageContaining("line 3 was different");
    }
  }

  @Test
  void requireNoneBeyond_shorterManifest_namesBothLines() throws Exception {
    ProcessedLines lines = ProcessedLines.ofKnownManifest();
    lines.add(7, "a");

    lines.requireNoneBeyond(7);
    assertThatThrownBy(() -> lines.requireNoneBeyond(6))
        .isInstanceOf(ManifestChangedException.class)
        .hasMessageContaining("it ends with line 6, but an earlier run processed line 7");
  }
}
