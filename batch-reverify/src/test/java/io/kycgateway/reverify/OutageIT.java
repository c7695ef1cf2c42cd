package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import io.kycgateway.testing.FaultServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module that is down for a while in the middle of a run. */
class OutageIT {
  private static final int RECORDS = 500;
  private static final int REFUSED_BEFORE_RECOVERY = 100;

  @TempDir Path folder;

  @Test
  void module_downForAWhile_costsFewRecordsNotAllThatComeAlong() throws Exception {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), RECORDS).toString();
    try (FaultServers modules = FaultServers.start()) {
      BatchProcess batch =
          BatchProcess.in(folder).args("--concurrency", "16", "--max-failures", "10%");
      modules.settings().forEach(batch::with);
      batch.with("modules.ocr.circuit.minimumCalls", "10");
      batch.with("modules.ocr.circuit.openDuration", "300ms");
      batch.with("modules.ocr.circuit.trialCalls", "1");
      batch.args("--retries", "1");
      modules.of("ocr").resetConnections();
      Process process = batch.start(manifest);

      Awaitility.await("refusals")
          .atMost(Duration.ofMinutes(1))
          .until(() -> refusals(batch) >= REFUSED_BEFORE_RECOVERY || !process.isAlive());
      modules.of("ocr").recover();
      BatchProcess.Ended ended = batch.end(process);

      assertThat(ended.code()).as(ended.out()).isZero();
      assertThat(ended.out()).contains("circuit open: module=ocr");
      long results = lines("results.jsonl");
      assertThat(results + lines("results.dead-letters.jsonl")).isEqualTo(RECORDS);
      assertThat(results).isGreaterThanOrEqualTo(RECORDS * 9 / 10);
    }
  }

  private static long refusals(BatchProcess batch) throws IOException {
    return Files.readString(batch.log(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("failure=rejected (its circuit is open)"))
        .count();
  }

  private long lines(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path).size() : 0;
  }
}
