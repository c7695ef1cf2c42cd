package io.kycgateway.reverify.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "r.jsonl, --output",
    "r.dead-letters.jsonl, --dead-letters",
    "r.jsonl.run.json, the run's metadata",
    "r.summary.json, the summary",
    "r.report.html, the report",
    "r.changes.csv, the changes",
    "r.jsonl.lock, the lock of --output",
    "r.dead-letters.jsonl.lock, the lock of --dead-letters",
  })
  void of_anotherFileOfTheRun_isRefusedUnderAnyName(String name, String role) throws Exception {
    Path file = Files.writeString(folder.resolve(name), "precious");
    Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic"), file);
    Path hard = Files.createLink(folder.resolve("hard"), file);
    Path detour = folder.resolve("..").resolve(folder.getFileName()).resolve(name);

    for (Path other : new Path[] {file, symbolic, hard, detour}) {
      assertThatThrownBy(
              () -> RunFiles.of(folder.resolve("r.jsonl") + "", null, Map.of("--input", other)))
          .isInstanceOf(StartupException.class)
          .hasMessage("--input and " + role + " must be two files: " + real(file));
    }
    assertThat(file).hasContent("precious");
  }

  @Test
  void of_linkToAFileThatIsNotThereYet_isThatFile() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("metrics.prom"), Path.of("r.jsonl"));

    assertThatThrownBy(
            () -> RunFiles.of(folder.resolve("r.jsonl") + "", null, Map.of("--textfile", link)))
        .hasMessageContaining("--textfile and --output must be two files");
  }

  @Test
  void of_differentFiles_writesNothing() throws Exception {
    Path input = Files.writeString(folder.resolve("m.jsonl"), "same content");
    Files.writeString(folder.resolve("r.jsonl"), "same content");

    RunFiles files = RunFiles.of(folder.resolve("r.jsonl") + "", null, Map.of("--input", input));

    assertThat(files.deadLetters()).isEqualTo(real(folder).resolve("r.dead-letters.jsonl"));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("m.jsonl", "r.jsonl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"r.jsonl.run.json", "r.summary.json", "r.report.html", "r.jsonl.lock"})
  void of_folderWhereAFileIsToBe_isRefused(String name) throws Exception {
    Path taken = Files.createDirectory(folder.resolve(name));

    assertThatThrownBy(() -> RunFiles.of(folder.resolve("r.jsonl") + "", null, Map.of()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("must be a file, not a folder: " + real(taken));
  }

  private static Path real(Path file) throws Exception {
    return file.toRealPath();
  }
}
