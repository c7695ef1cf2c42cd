package io.kycgateway.reverify.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
  private static final String EXHAUSTED = "retries_exhausted";

  @TempDir Path folder;

  @Test
  void removeSuperseded_lineWithAResultOrALaterDeadLetter_leavesOneOutcomeEach() throws Exception {
    Path file =
        write(
            letter(1, EXHAUSTED, "a"),
            letter(2, "not_json", "b"),
            letter(3, EXHAUSTED, "c"),
            letter(4, EXHAUSTED, "d"),
            letter(3, EXHAUSTED, "e"),
            letter(3, "verification_failed", "f"),
            letter(5, EXHAUSTED, "g"),
            letter(5, EXHAUSTED, "h"));

    DeadLetters.removeSuperseded(file, Set.of(1L, 5L)::contains);

    assertThat(Files.readAllLines(file))
        .containsExactly(
            letter(2, "not_json", "b"),
            letter(4, EXHAUSTED, "d"),
            letter(3, "verification_failed", "f"));
  }

  @Test
  void removeSuperseded_nothingToRemove_leavesTheFileAlone() throws Exception {
    Path file = write(letter(1, EXHAUSTED, "a"), letter(2, "not_json", "b"));
    Object before = Files.readAttributes(file, "unix:ino").get("ino");

    DeadLetters.removeSuperseded(file, line -> false);

    assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(before);
  }

  @Test
  void read_sameFile_givesTheSameLinesWithoutWriting() throws Exception {
    Path file =
        write(letter(1, EXHAUSTED, "a"), letter(1, EXHAUSTED, "b"), letter(2, EXHAUSTED, ""));
    List<Long> lines = new ArrayList<>();

    DeadLetters.read(
        file, Set.of(2L)::contains, line -> lines.add(StoredOutcome.read(line).outcome().line()));

    assertThat(lines).containsExactly(1L);
    assertThat(Files.readAllLines(file)).hasSize(3);
  }

  @Test
  void removeSuperseded_finalDeadLetterBesideAResult_staysAndIsRefusedWhenItIsReadBack()
      throws Exception {
    Path file = write(letter(1, "verification_failed", "a"));

    DeadLetters.removeSuperseded(file, line -> true);

    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void removeSuperseded_lineOfAnotherProgram_leavesTheFileAlone() throws Exception {
    Path file = write(letter(1, EXHAUSTED, "a"), letter(1, EXHAUSTED, "b"), "hello");

    DeadLetters.removeSuperseded(file, line -> true);

    assertThat(Files.readAllLines(file)).hasSize(3);
    assertThatThrownBy(
            () -> StoredOutcome.read("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .hasMessageContaining("not a line that this job wrote");
  }

  private Path write(String... lines) throws Exception {
    return Files.write(folder.resolve("d.jsonl"), List.of(lines));
  }

  private static String letter(long line, String reason, String detail) {
    return "{\"line\":" + line + ",\"reason\":\"" + reason + "\",\"detail\":\"" + detail + "\"}";
  }
}
