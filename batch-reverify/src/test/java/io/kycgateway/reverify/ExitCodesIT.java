package io.kycgateway.reverify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import io.kycgateway.reverify.testing.StubModules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scheduler sees of the packaged jar. Most usage errors are in UsageErrorsIT. */
class ExitCodesIT {
  private static final int RECORDS = 200;

  @TempDir Path folder;

  @Test
  void complete_isZeroAndASecondRunFindsNothingToDo() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), RECORDS).toString();

    BatchProcess.Ended first = BatchProcess.in(folder).run(manifest);
    BatchProcess.Ended second = BatchProcess.in(folder).run(manifest);

    assertThat(first.code()).as(first.out()).isZero();
    assertThat(second.code()).as(second.out()).isZero();
    assertThat(results()).hasSize(RECORDS);
    assertThat(second.out()).contains("200 of 200 records processed (200 by earlier runs)");
  }

  @Test
  void nothingNew_isSaidAndLeavesWhatTheRunBeforeWrote() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 3).toString();
    String textfile = folder.resolve("kyc.prom").toString();
    assertThat(BatchProcess.in(folder).args("--textfile", textfile).run(manifest).code()).isZero();
    Map<Path, String> before = contents();

    for (String input : new String[] {manifest, manifest}) {
      BatchProcess.Ended again =
          BatchProcess.in(folder)
              .args("--textfile", textfile)
              .env("PUSHGATEWAY_URL", "http://127.0.0.1:1")
              .run(input);

      assertThat(again.code()).as(again.out()).isZero();
      assertThat(again.out())
          .contains("kyc-batch-reverify: NOTHING NEW: every record was processed by 20")
          .contains("Re-verification NOTHING NEW", "metrics        not pushed: nothing new");
      assertThat(contents()).isEqualTo(before);
    }
    BatchProcess.Ended dry = BatchProcess.in(folder).args("--dry-run").run(manifest);
    assertThat(dry.out()).contains("find nothing new");
  }

  @Test
  void crashBeforeTheSummary_nextRunWritesItAndIsTheSuccess() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 3).toString();
    assertThat(BatchProcess.in(folder).run(manifest).code()).isZero();
    Path metadata = folder.resolve("results.jsonl.run.json");
    // As a process leaves it that was killed after its last result.
    Files.writeString(
        metadata, Files.readString(metadata).replaceFirst(",\"completed\":\\{.*?}", ""));
    Files.delete(folder.resolve("results.summary.json"));

    BatchProcess.Ended next = BatchProcess.in(folder).run(manifest);

    assertThat(next.code()).as(next.out()).isZero();
    assertThat(next.out()).contains("Re-verification complete").doesNotContain("NOTHING NEW");
    assertThat(folder.resolve("results.summary.json")).exists();
  }

  @Test
  void emptyManifest_isTwoUnlessItIsAllowed() throws IOException {
    String blank = Files.writeString(folder.resolve("m.jsonl"), "\n \r\n").toString();
    for (String[] dryRun : new String[][] {{"--dry-run"}, {}}) {
      BatchProcess batch = BatchProcess.in(folder).args(dryRun);
      Process process = batch.start("-");
      process.getOutputStream().close();
      BatchProcess.Ended ended = batch.end(process);
      assertThat(ended.code()).as(ended.out()).isEqualTo(2);
      assertThat(ended.out()).contains("standard input holds no records");
      assertThat(folder.resolve("results.jsonl.run.json")).doesNotExist();
    }
    assertThat(BatchProcess.in(folder).args("--allow-empty").run(blank).code()).isZero();
  }

  // Of the files that a run leaves for others.
  private Map<Path, String> contents() throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !f.endsWith("process.log")).toList()) {
        contents.put(file, Files.getLastModifiedTime(file) + Files.readString(file));
      }
    }
    return contents;
  }

  @Test
  void failuresBeyondTheThreshold_areOneAndWithinItZero() throws IOException {
    Path manifest = folder.resolve("m.jsonl");
    Files.write(
        manifest,
        List.of(
            Manifests.genuine("a"),
            "{broken",
            Manifests.record("b", "sim://status/ocr/404", ""),
            Manifests.record("c", "sim://error/liveness", "")));

    BatchProcess.Ended beyond =
        BatchProcess.in(folder).args("--max-failures", "2").run(manifest.toString());
    BatchProcess.Ended within =
        BatchProcess.in(folder).args("--max-failures", "75%").run(manifest.toString());

    assertThat(beyond.code()).as(beyond.out()).isEqualTo(1);
    assertThat(within.code()).as(within.out()).isZero();
    assertThat(Files.readString(folder.resolve("results.dead-letters.jsonl")))
        .contains("\"reason\":\"not_json\"")
        .contains("\"reason\":\"verification_failed\",\"detail\":\"ocr: status (404)\"")
        .contains("\"reason\":\"retries_exhausted\",\"detail\":\"liveness: status (500)\"");
  }

  @Test
  void wrongUsageOrConfiguration_isTwoAndSaysWhat() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 3).toString();
    Manifests.genuine(folder.resolve("other.jsonl"), 4);

    assertUsage(BatchProcess.in(folder).args("--unknown"), manifest, "--unknown");
    assertUsage(
        BatchProcess.in(folder).env("KYC_SIMULATOR", "false"), manifest, "KYC_LIVENESS_URL");
    assertUsage(
        BatchProcess.in(folder).env("PUSHGATEWAY_URL", "http://user:secret@host"),
        manifest,
        "PUSHGATEWAY_URL");
    assertThat(BatchProcess.in(folder).run(manifest).code()).isZero();
    assertUsage(
        BatchProcess.in(folder),
        folder.resolve("other.jsonl").toString(),
        "belongs to another manifest");
  }

  private static void assertUsage(BatchProcess process, String manifest, String expected) {
    BatchProcess.Ended ended = process.run(manifest);
    assertThat(ended.code()).as(ended.out()).isEqualTo(2);
    assertThat(ended.out()).contains(expected).doesNotContain("secret").doesNotContain("\tat ");
  }

  @Test
  void dryRun_tellsWhatARunWouldDoAndCallsAndWritesNothing() throws IOException {
    Path manifest = folder.resolve("m.jsonl");
    Files.write(
        manifest, List.of(Manifests.genuine("a"), Manifests.genuine("a"), Manifests.genuine("b")));
    try (StubModules modules = StubModules.refusing("s3://b/d", "1")) {
      BatchProcess.Ended dry =
          BatchProcess.in(folder)
              .against(modules.url())
              .args("--dry-run", "--max-failures", "1")
              .run(manifest.toString());
      BatchProcess.Ended strict =
          BatchProcess.in(folder).against(modules.url()).args("--dry-run").run(manifest.toString());

      assertThat(dry.code()).as(dry.out()).isZero();
      assertThat(dry.out()).contains("verify         2 records", "duplicate_id");
      assertThat(strict.code()).as("a run would end so too").isEqualTo(1);
      assertThat(modules.calls()).isEmpty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("m.jsonl", "process.log");
    }
  }

  // SIGHUP: the terminal is gone, such as a dropped ssh session.
  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP"})
  void signal_isThreeAndTheNextRunGoesOn(String signal) throws IOException, InterruptedException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), RECORDS).toString();
    BatchProcess slow = BatchProcess.in(folder).args("--rate", "20");
    Process process = slow.start(manifest);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(output()) && Files.size(output()) > 0);

    assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor())
        .isZero();
    BatchProcess.Ended stopped = slow.end(process);
    int before = results().size();
    BatchProcess.Ended resumed = BatchProcess.in(folder).run(manifest);

    assertThat(stopped.code()).as(stopped.out()).isEqualTo(3);
    assertThat(stopped.out()).contains("stopped: SIG" + signal);
    assertThat(before).isBetween(1, RECORDS - 1);
    assertThat(resumed.code()).as(resumed.out()).isZero();
    assertThat(results()).hasSize(RECORDS).doesNotHaveDuplicates();
  }

  @Test
  void secondSignal_endsItAtOnceAndTheNextRunGoesOn() throws IOException, InterruptedException {
    Path manifest = folder.resolve("m.jsonl");
    List<String> lines =
        new ArrayList<>(List.of(Manifests.record("s", "sim://slow/ocr/590000", "")));
    for (int i = 0; i < RECORDS; i++) {
      lines.add(Manifests.genuine("r" + i));
    }
    Files.write(manifest, lines);
    // Waiting for the records in flight would take longer than this test.
    BatchProcess patient =
        BatchProcess.in(folder)
            .with("batch.gracePeriod", "10m")
            .with("modules.ocr.timeout", "10m")
            .with("pipeline.deadline", "10m");
    Process process = patient.start(manifest.toString());
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(output()) && results().size() == RECORDS);

    process.destroy();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.readString(patient.log()).contains("SIGTERM: "));
    assertThat(process.isAlive()).as("it waits for the record in flight").isTrue();
    assertThat(new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor()).isZero();
    BatchProcess.Ended ended = patient.end(process);

    assertThat(ended.code()).as(ended.out()).isEqualTo(3);
    assertThat(results()).hasSize(RECORDS);
    BatchProcess.Ended resumed =
        BatchProcess.in(folder)
            .with("modules.ocr.timeout", "100ms")
            .args("--retries", "0", "--max-failures", "1")
            .run(manifest.toString());
    assertThat(resumed.code()).as(resumed.out()).isZero();
    assertThat(results()).hasSize(RECORDS).doesNotHaveDuplicates();
    assertThat(Files.readAllLines(folder.resolve("results.dead-letters.jsonl"))).hasSize(1);
  }

  @Test
  void manifestThatChangesInMidRun_isThreeAndRefusedUntilItIsRestored() throws IOException {
    Path manifest = Manifests.genuine(folder.resolve("m.jsonl"), 2000);
    byte[] before = Files.readAllBytes(manifest);
    BatchProcess slow = BatchProcess.in(folder).args("--rate", "200", "--concurrency", "1");
    Process process = slow.start(manifest.toString());
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(output()) && Files.size(output()) > 0);

    Files.writeString(manifest, Manifests.genuine("new") + "\n", StandardOpenOption.APPEND);
    BatchProcess.Ended changed = slow.end(process);
    BatchProcess.Ended refused = BatchProcess.in(folder).run(manifest.toString());
    Files.write(manifest, before);
    BatchProcess.Ended resumed = BatchProcess.in(folder).run(manifest.toString());

    assertThat(changed.code()).as(changed.out()).isEqualTo(3);
    assertThat(changed.out()).contains("the manifest changed while it was in use");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(resumed.code()).as(resumed.out()).isZero();
    assertThat(results()).hasSize(2000).doesNotHaveDuplicates();
  }

  @Test
  void sigterm_whileStandardInputGivesNothing_endsAllTheSame() throws IOException {
    BatchProcess batch = BatchProcess.in(folder);
    Process process = batch.start("-");
    byte[] line = (Manifests.genuine("a") + "\n").getBytes(StandardCharsets.UTF_8);
    process.getOutputStream().write(line);
    // More than what a manifest is recognised by, so that the run begins; then nothing.
    process.getOutputStream().write(" \n".repeat(40_000).getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(output()) && Files.size(output()) > 0);

    // Not Process.destroy: that would close its standard input as well.
    process.toHandle().destroy();

    assertThat(batch.end(process).code()).isEqualTo(3);
  }

  @Test
  void namedPipeAndDevStdin_areReadOnce() throws IOException, InterruptedException {
    byte[] lines = (Manifests.genuine("a") + "\n" + Manifests.genuine("b") + "\n").getBytes(UTF_8);
    BatchProcess first = BatchProcess.in(folder);
    Process process = first.start(pipe().toString());
    Files.write(folder.resolve("pipe"), lines);
    BatchProcess.Ended piped = first.end(process);
    BatchProcess second = BatchProcess.in(folder);
    process = second.start("/dev/stdin");
    process.getOutputStream().write(lines);
    process.getOutputStream().close();
    BatchProcess.Ended again = second.end(process);

    assertThat(piped.code()).as(piped.out()).isZero();
    assertThat(results()).hasSize(2);
    assertThat(again.code()).as(again.out()).isZero();
    assertThat(again.out()).as("the same lines by another way").contains("NOTHING NEW");
  }

  @Test
  void sigterm_whileNothingIsAtThePipesOtherEnd_isThree() throws IOException, InterruptedException {
    BatchProcess batch = BatchProcess.in(folder).with("logging.level", "INFO");
    Process process = batch.start(pipe().toString());
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(Path.of("/proc/" + process.pid())) && isOpening(process));

    process.destroy();
    BatchProcess.Ended ended = batch.end(process);

    assertThat(ended.code()).as(ended.out()).isEqualTo(3);
    assertThat(ended.out()).contains("stopped before the manifest was read");
    assertThat(output()).doesNotExist();
  }

  private Path pipe() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  // Its thread for that has begun, so the signal handlers are in place.
  private static boolean isOpening(Process process) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return threads.anyMatch(
          thread -> {
            try {
              return Files.readString(thread.resolve("comm")).startsWith("reverify-open");
            } catch (IOException e) {
              return false;
            }
          });
    }
  }

  @Test
  void secondProcessOnTheSameOutput_isRefused() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), RECORDS).toString();
    BatchProcess slow = BatchProcess.in(folder).args("--rate", "1");
    Process first = slow.start(manifest);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.exists(output()) && Files.size(output()) > 0);

    BatchProcess.Ended second = BatchProcess.in(folder).run(manifest);
    first.destroyForcibly();

    assertThat(second.code()).isEqualTo(2);
    assertThat(second.out()).contains("another process is writing");
  }

  @Test
  void fullDisk_isThreeAndTheNextRunGoesOn() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), RECORDS).toString();
    // Files of 64 KiB at most: for the process it is as if the disk were full.
    BatchProcess.Ended full =
        BatchProcess.in(folder).jvm("-XX:-UsePerfData").after("ulimit -f 64").run(manifest);
    List<String> kept = results();
    BatchProcess.Ended resumed = BatchProcess.in(folder).run(manifest);

    assertThat(full.code()).as(full.out()).isEqualTo(3);
    assertThat(full.out()).contains("stopped: writing results failed");
    assertThat(resumed.code()).as(resumed.out()).isZero();
    assertThat(results()).hasSize(RECORDS).doesNotHaveDuplicates().containsAll(kept);
  }

  @Test
  void pushgatewayDown_isZeroAndSaid() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 3).toString();

    BatchProcess.Ended ended =
        BatchProcess.in(folder).env("PUSHGATEWAY_URL", "http://127.0.0.1:1").run(manifest);

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out()).contains("NOT PUSHED to http://127.0.0.1:1; ");
  }

  private Path output() {
    return folder.resolve("results.jsonl");
  }

  private List<String> results() throws IOException {
    return Files.readAllLines(output());
  }
}
