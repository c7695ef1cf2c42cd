package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import io.kycgateway.reverify.testing.StubModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The batch makes room when modules ask for it. */
class YieldIT {
  private static final Pattern PROGRESS =
      Pattern.compile("(?m)^.* ([\\d,]+) of [\\d,]+ records .*concurrency (\\d+);");
  private static final int QUICK = 1500;
  private static final int SLOW = 200;
  private static final int REFUSED = 100;

  @TempDir Path folder;

  /** What a line of progress said. */
  private record Seen(int processed, int limit) {}

  @Test
  void auto_latencyThatRisesThenRefusals_lowersTheLimitEachTime() throws IOException {
    List<String> lines = new ArrayList<>();
    add(lines, QUICK, "sim://slow/ocr/20");
    add(lines, SLOW, "sim://slow/ocr/600");
    add(lines, REFUSED, "sim://status/ocr/503");
    Path manifest = Files.write(folder.resolve("m.jsonl"), lines);

    BatchProcess.Ended ended =
        BatchProcess.in(folder)
            .args("--concurrency", "auto", "--progress", "log", "--retries", "1")
            .args("--max-failures", "" + REFUSED)
            .with("batch.progressInterval", "20ms")
            .run(manifest.toString());

    assertThat(ended.code()).as(ended.out()).isZero();
    List<Seen> seen = seen(ended.out());
    int quick = most(seen, 0, QUICK);
    int slow = least(seen, QUICK, QUICK + SLOW);
    int refused = least(seen, QUICK + SLOW, lines.size());
    assertThat(quick).as("it grows while modules are quick").isGreaterThan(10);
    assertThat(slow).as("it falls when they are slow").isLessThan(quick * 3 / 4);
    assertThat(refused).as("it falls to the least when they refuse").isEqualTo(1);
  }

  @Test
  void retryAfter_isObeyedAndTheNextRunGoesOn() throws IOException {
    List<String> lines = new ArrayList<>(List.of(Manifests.record("first", "s3://busy/one", "")));
    add(lines, 300, "s3://b/s");
    Path manifest = Files.write(folder.resolve("m.jsonl"), lines);
    try (StubModules modules = StubModules.refusing("s3://busy/one", "3600")) {
      BatchProcess batch =
          BatchProcess.in(folder)
              .against(modules.url())
              .args("--concurrency", "2")
              .with("batch.retry.maxRetryAfter", "1h");
      Process process = batch.start(manifest.toString());
      // Hundreds of records later it would have been tried again long ago, were it not for the
      // hour.
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> results().size() == lines.size() - 1);
      process.destroy();
      BatchProcess.Ended stopped = batch.end(process);

      assertThat(stopped.code()).as(stopped.out()).isEqualTo(3);
      assertThat(modules.calls())
          .as("each module once at most")
          .isNotEmpty()
          .doesNotHaveDuplicates();

      modules.refuseNoMore();
      BatchProcess.Ended resumed =
          BatchProcess.in(folder).against(modules.url()).run(manifest.toString());
      assertThat(resumed.code()).as(resumed.out()).isZero();
      assertThat(modules.channels()).containsExactly("batch");
      assertThat(results()).hasSize(lines.size()).doesNotHaveDuplicates();
    }
  }

  private List<String> results() throws IOException {
    Path results = folder.resolve("results.jsonl");
    return Files.exists(results) ? Files.readAllLines(results) : List.of();
  }

  private static void add(List<String> lines, int count, String selfie) {
    for (int i = 0; i < count; i++) {
      lines.add(Manifests.record("r" + lines.size(), selfie, ""));
    }
  }

  private static List<Seen> seen(String out) {
    List<Seen> seen = new ArrayList<>();
    Matcher matcher = PROGRESS.matcher(out);
    while (matcher.find()) {
      seen.add(
          new Seen(
              Integer.parseInt(matcher.group(1).replace(",", "")),
              Integer.parseInt(matcher.group(2))));
    }
    return seen;
  }

  private static int most(List<Seen> seen, int from, int to) {
    return seen.stream()
        .filter(s -> s.processed() >= from && s.processed() < to)
        .mapToInt(Seen::limit)
        .max()
        .orElseThrow();
  }

  private static int least(List<Seen> seen, int from, int to) {
    return seen.stream()
        .filter(s -> s.processed() > from && s.processed() <= to)
        .mapToInt(Seen::limit)
        .min()
        .orElseThrow();
  }
}
