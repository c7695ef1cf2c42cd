package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar in a pseudo-terminal, with its progress bar. */
class TerminalIT {
  private static final int RECORDS = 300;
  private static final int CTRL_C = 3;
  private static final int COLUMNS = 80;

  @TempDir Path folder;

  @BeforeEach
  void requirePython() {
    Assumptions.assumeTrue(
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "python3"))),
        "python3 is not on PATH");
  }

  @Test
  void ctrlC_whileTheBarShows_isThreeWithASummary() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), RECORDS).toString();
    BatchProcess slow = BatchProcess.in(folder).inTerminal(COLUMNS).args("--rate", "20");
    Process process = slow.start(manifest);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> bars(slow).stream().anyMatch(bar -> !bar.contains(" 0/")));

    process.getOutputStream().write(CTRL_C);
    process.getOutputStream().flush();
    BatchProcess.Ended stopped = slow.end(process);
    int before = Files.readAllLines(folder.resolve("results.jsonl")).size();
    BatchProcess.Ended resumed = BatchProcess.in(folder).run(manifest);

    assertThat(stopped.code()).as(stopped.out()).isEqualTo(3);
    assertThat(stopped.out()).contains("stopped: SIGINT", "by earlier runs), shard 0/1");
    assertThat(folder.resolve("results.summary.json")).exists();
    assertThat(before).isBetween(1, RECORDS - 1);
    assertThat(resumed.code()).as(resumed.out()).isZero();
    assertThat(Files.readAllLines(folder.resolve("results.jsonl"))).hasSize(RECORDS);
  }

  @Test
  void bar_inANarrowTerminal_fitsAndKeepsItsNumbersWhole() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), RECORDS).toString();

    BatchProcess narrow = BatchProcess.in(folder).inTerminal(40);
    BatchProcess.Ended ended = narrow.run(manifest);

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(bars(narrow)).isNotEmpty().allMatch(bar -> bar.length() < 40);
    assertThat(bars(narrow).get(bars(narrow).size() - 1)).contains("300/300").contains("dead 0");
  }

  // What was drawn over each other, as each repaint left it.
  private static List<String> bars(BatchProcess process) throws IOException {
    return Stream.of(Files.readString(process.log()).split("[\r\n]"))
        .filter(line -> line.contains("dead ") && line.contains("/" + RECORDS))
        .toList();
  }
}
