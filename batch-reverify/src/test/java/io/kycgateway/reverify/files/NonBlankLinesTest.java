package io.kycgateway.reverify.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonBlankLinesTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "'\n\n', 0",
    "' \t\r\n  ', 0",
    "'one', 1",
    "'one\n', 1",
    "'one\r\n\r\n two', 2",
    "'\n{}\n\n{}\n \n', 2"
  })
  void lines_ofWhiteSpace_areNotCounted(String text, long expected) {
    assertThat(NonBlankLines.in(text.getBytes(UTF_8))).isEqualTo(expected);
  }

  @Test
  void lines_thatSpanBlocks_areCountedOnce() {
    NonBlankLines lines = new NonBlankLines();
    for (byte b : "one\n two\n\n3".getBytes(UTF_8)) {
      // The rest of the buffer is of an earlier block.
      lines.add(new byte[] {b, 'x', '\n'}, 1);
    }

    assertThat(lines.total()).isEqualTo(3);
  }
}
