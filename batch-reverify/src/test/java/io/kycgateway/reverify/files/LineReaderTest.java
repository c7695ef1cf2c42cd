package io.kycgateway.reverify.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  @Test
  void next_linesOfAnyLength_areWholeAndNumbered() throws IOException {
    String longLine = "x".repeat(200_000);
    LineReader reader = reader("a\n" + longLine + "\n\nlast", 1_000_000);

    assertThat(text(reader.next())).isEqualTo("a");
    LineReader.Line second = reader.next();
    assertThat(text(second)).isEqualTo(longLine);
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.end()).isEqualTo(200_003);
    assertThat(reader.next().isBlank()).isTrue();
    LineReader.Line last = reader.next();
    assertThat(text(last)).isEqualTo("last");
    assertThat(last.isTerminated()).isFalse();
    assertThat(reader.next()).isNull();
  }

  @Test
  void next_lineOverTheLimit_isSkippedWithoutItsBytes() throws IOException {
    LineReader reader = reader("x".repeat(100_000) + "\nshort\n", 10);

    LineReader.Line first = reader.next();
    assertThat(first.isTooLong()).isTrue();
    assertThat(first.bytes()).isEmpty();
    assertThat(text(reader.next())).isEqualTo("short");
  }

  private static LineReader reader(String text, int limit) {
    return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), limit);
  }

  private static String text(LineReader.Line line) {
    return new String(line.bytes(), StandardCharsets.UTF_8);
  }
}
