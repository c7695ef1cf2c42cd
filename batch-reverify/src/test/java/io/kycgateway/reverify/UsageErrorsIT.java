package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jline.utils.Signals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Command lines, configurations and files that cannot be used: exit code 2 and one sentence, in
 * this JVM. ExitCodesIT has some of them as processes.
 */
class UsageErrorsIT {
  private static final Path CONFIG = Path.of("..", "config.yml");

  @TempDir Path folder;
  private final Map<String, Object> signalHandlers = new HashMap<>();

  // A run that gets so far replaces them.
  @BeforeEach
  void keepSignalHandlers() {
    for (String signal : List.of("TERM", "INT", "HUP")) {
      signalHandlers.put(signal, Signals.registerDefault(signal));
    }
  }

  @AfterEach
  void restoreSignalHandlers() {
    signalHandlers.forEach(Signals::unregister);
  }

  @Test
  void wrongUsageOrConfiguration_saysWhat() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 3).toString();

    assertUsage(manifest, "--concurrency", "--concurrency", "0");
    assertUsage(manifest, "--unknown", "--unknown");
    assertUsage(folder.resolve("none").toString(), "there is no file");
    Path misspelt = folder.resolve("config.yml");
    String config = Files.readString(CONFIG);
    assertThat(config).contains("  gracePeriod:");
    Files.writeString(misspelt, config.replace("  gracePeriod:", "  gracePeriood:"));
    assertUsage(Map.of("KYC_SIMULATOR", "true"), misspelt, manifest, "gracePerio");
    assertUsage(Map.of("KYC_SIMULATOR", "false"), CONFIG, manifest, "KYC_LIVENESS_URL");
    for (Path wrong : List.of(folder, folder.resolve("none.yml"))) {
      assertUsage(Map.of("KYC_SIMULATOR", "true"), wrong, manifest, "configuration");
      assertUsage(Map.of("KYC_SIMULATOR", "true"), wrong, manifest, wrong.toString());
    }
    assertThat(output()).doesNotExist();
  }

  @Test
  void emptyManifest_isAnErrorUnlessItIsAllowed() throws IOException {
    String blank = Files.writeString(folder.resolve("m.jsonl"), "\n \r\n").toString();

    assertUsage(blank, "holds no records; --allow-empty", "--dry-run");
    assertUsage(blank, "holds no records; --allow-empty");

    assertThat(folder.resolve("results.jsonl.run.json")).doesNotExist();
  }

  @Test
  void manifestAsAnotherFileOfTheRun_staysAsItWas() throws IOException {
    Path manifest = Manifests.genuine(folder.resolve("m.jsonl"), 3);
    byte[] before = Files.readAllBytes(manifest);
    Path hard = Files.createLink(folder.resolve("hard"), manifest);
    Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic"), manifest);

    for (Path file : List.of(manifest, hard, symbolic)) {
      for (String option : List.of("--textfile", "--dead-letters")) {
        assertUsage(manifest + "", "must be two files", option, file + "", "--dry-run");
        assertUsage(manifest + "", "must be two files", option, file + "");
      }
    }

    assertThat(manifest).hasBinaryContent(before);
    assertThat(output()).doesNotExist();
  }

  @Test
  void unusableFiles_areNamed_inADryRunToo() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 3).toString();
    String nowhere = folder.resolve("none").resolve("kyc.prom").toString();
    for (String[] dryRun : new String[][] {{"--dry-run"}, {}}) {
      List<String> textfile = new ArrayList<>(List.of(dryRun));
      textfile.addAll(List.of("--textfile", nowhere));
      assertUsage(manifest, "--textfile: there is no folder for", textfile.toArray(String[]::new));
      List<String> otherName = new ArrayList<>(List.of(dryRun));
      otherName.addAll(List.of("--textfile", folder.resolve("kyc.prom.txt").toString()));
      assertUsage(manifest, "kyc.prom.txt does not end in .prom", otherName.toArray(String[]::new));
      Path metadata = Files.writeString(folder.resolve("results.jsonl.run.json"), "{\"format\"");
      assertUsage(manifest, "run.json is not JSON", dryRun);
      Files.delete(metadata);
      Path lock = folder.resolve("results.jsonl.lock");
      Files.deleteIfExists(lock);
      Files.createDirectory(lock);
      assertUsage(manifest, "the lock of --output", dryRun);
      Files.delete(lock);
    }
  }

  private void assertUsage(String manifest, String expected, String... arguments) {
    assertUsage(Map.of("KYC_SIMULATOR", "true"), CONFIG, manifest, expected, arguments);
  }

  private void assertUsage(
      Map<String, String> environment,
      Path config,
      String manifest,
      String expected,
      String... arguments) {
    List<String> command = new ArrayList<>(List.of("reverify", config.toString()));
    command.addAll(List.of("--input", manifest, "--output", output().toString()));
    command.addAll(List.of(arguments));

    InProcessBatch.Ended ended = InProcessBatch.run(environment, command);

    assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.out()).contains(expected).doesNotContain("secret").doesNotContain("\tat ");
  }

  private Path output() {
    return folder.resolve("results.jsonl");
  }
}
