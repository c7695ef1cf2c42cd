package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of transient failures, verified again by the packaged jar. */
class RetryDeadLettersIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TRANSIENT = 100;
  private static final int OTHERS = 4;

  @TempDir Path folder;

  @Test
  void retryDeadLetters_failingAgainThenKilled_givesEachLineOneOutcome() throws IOException {
    String manifest = manifest();
    // ocr is unreachable: a transient failure of each valid record.
    BatchProcess.Ended first = failing().args("--max-failures", "100%").run(manifest);
    assertThat(first.code()).as(first.out()).isZero();
    assertThat(reasons()).containsEntry("retries_exhausted", TRANSIENT + 2);

    assertThat(batch().run(manifest).out()).contains("NOTHING NEW");
    BatchProcess.Ended again = failing().args("--retry-dead-letters").run(manifest);
    assertThat(again.code()).as(again.out()).isEqualTo(1);
    assertThat(reasons()).containsEntry("retries_exhausted", TRANSIENT + 2);
    assertEachLineHasOneOutcome();
    assertThat(again.out()).contains("104 of 104 records processed", "retries_exhausted 102");

    for (int kill = 1; kill <= 2; kill++) {
      int beyond = kill * 20;
      // So slow that a busy machine's pause does not see its end.
      Process process = batch().args("--retry-dead-letters", "--rate", "10").start(manifest);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> !process.isAlive() || results() > beyond);
      process.destroyForcibly().onExit().join();
      assertThat(process.exitValue()).isEqualTo(128 + 9);
    }
    BatchProcess.Ended dry = batch().args("--retry-dead-letters", "--dry-run").run(manifest);
    assertThat(dry.out()).containsPattern("verify +[0-9]{1,3} records");

    BatchProcess.Ended last = batch().args("--retry-dead-letters").run(manifest);

    assertThat(last.code()).as("the others are still dead letters").isEqualTo(1);
    assertThat(last.out())
        .contains("104 of 104 records processed", "complete, with 3 dead letters");
    assertThat(reasons())
        .isEqualTo(Map.of("not_json", 1, "duplicate_id", 1, "verification_failed", 1));
    assertEachLineHasOneOutcome();
    JsonNode records =
        JSON.readTree(folder.resolve("results.summary.json").toFile()).path("records");
    assertThat(records.path("done").asInt()).isEqualTo(TRANSIENT + 1);
    assertThat(records.path("dead_letter").asInt()).isEqualTo(3);
    assertThat(records.path("failed").asInt()).isEqualTo(1);
    assertThat(batch().args("--retry-dead-letters").run(manifest).out()).contains("NOTHING NEW");
  }

  private String manifest() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(Manifests.genuine("good"));
    lines.add("{broken");
    lines.add(Manifests.genuine("good"));
    lines.add(Manifests.record("final", "sim://status/ocr/404", ""));
    for (int i = 1; i <= TRANSIENT; i++) {
      lines.add(Manifests.genuine("t" + i));
    }
    assertThat(lines).hasSize(TRANSIENT + OTHERS);
    return Files.write(folder.resolve("m.jsonl"), lines).toString();
  }

  private BatchProcess batch() {
    return BatchProcess.in(folder).args("--concurrency", "50");
  }

  private BatchProcess failing() {
    return batch()
        .env("KYC_OCR_URL", "http://127.0.0.1:9/ocr")
        .with("modules.ocr.circuit.enabled", "false")
        .args("--retries", "0");
  }

  private Map<String, Integer> reasons() throws IOException {
    Map<String, Integer> reasons = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("results.dead-letters.jsonl"))) {
      reasons.merge(JSON.readTree(line).path("reason").asText(), 1, Integer::sum);
    }
    return reasons;
  }

  private int results() throws IOException {
    return Files.readAllLines(folder.resolve("results.jsonl")).size();
  }

  private void assertEachLineHasOneOutcome() throws IOException {
    Map<Long, Integer> outcomes = new HashMap<>();
    for (String file : List.of("results.jsonl", "results.dead-letters.jsonl")) {
      for (String line : Files.readAllLines(folder.resolve(file))) {
        outcomes.merge(JSON.readTree(line).path("line").longValue(), 1, Integer::sum);
      }
    }
    assertThat(outcomes).hasSize(TRANSIENT + OTHERS);
    assertThat(outcomes.values()).containsOnly(1);
  }
}
