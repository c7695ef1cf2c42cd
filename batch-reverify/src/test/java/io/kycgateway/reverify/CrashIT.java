package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import io.kycgateway.reverify.testing.SimulatorProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends SIGKILL to the job again and again, then compares what is durable with what modules were
 * called for.
 */
class CrashIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int RECORDS = 3_000;
  private static final int KILLS = 20;
  private static final int BAD_EVERY = 100;
  private static final int MAX_GROWTH_BYTES = 20_000;

  @TempDir Path folder;

  @Test
  void kill_atTwentyRandomMoments_losesAndRepeatsNothing() throws IOException {
    String manifest = manifest().toString();
    // Reported, so that -Dkyc.seed repeats the same moments.
    long seed = Long.getLong("kyc.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    // The log of a failed build has to show how to repeat it.
    System.out.println("CrashIT: -Dkyc.seed=" + seed);
    List<Long> journalAtKill = new ArrayList<>();
    List<Set<String>> durableAtKill = new ArrayList<>();
    try (SimulatorProcess simulator = SimulatorProcess.start(folder)) {
      for (int kill = 0; kill < KILLS; kill++) {
        long grown = size("results.jsonl") + random.nextInt(MAX_GROWTH_BYTES);
        // Not so fast that, where this thread has to wait for a processor, it is done too early.
        Process process = batch(simulator).args("--rate", "150").start(manifest);
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .until(() -> size("results.jsonl") > grown || !process.isAlive());
        process.destroyForcibly().onExit().join();
        assertThat(process.exitValue()).as("killed, not ended").isEqualTo(128 + 9);
        durableAtKill.add(sessions(wholeLines("results.jsonl")));
        journalAtKill.add(size("journal"));
      }
      assertThat(wholeLines("results.jsonl").size()).isBetween(KILLS, RECORDS - 1);

      BatchProcess.Ended last =
          batch(simulator).args("--max-failures", "" + RECORDS / BAD_EVERY).run(manifest);
      assertThat(last.code()).as(last.out()).isZero();
    }

    assertEveryLineIsProcessedOnce();
    for (int kill = 0; kill < KILLS; kill++) {
      // By sets: AssertJ would compare each element of one with each of the other.
      Set<String> repeated = calledAfter(journalAtKill.get(kill));
      repeated.retainAll(durableAtKill.get(kill));
      assertThat(repeated).as("called after kill %d, though it was durable", kill).isEmpty();
    }
  }

  private BatchProcess batch(SimulatorProcess simulator) {
    return BatchProcess.in(folder).against(simulator.url()).args("--concurrency", "16");
  }

  private Path manifest() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= RECORDS; i++) {
      lines.add(i % BAD_EVERY == 0 ? "{broken" : Manifests.genuine("r" + i));
    }
    return Files.write(folder.resolve("m.jsonl"), lines);
  }

  private void assertEveryLineIsProcessedOnce() throws IOException {
    Map<Long, Integer> processed = new HashMap<>();
    for (String file : List.of("results.jsonl", "results.dead-letters.jsonl")) {
      for (String line : Files.readAllLines(folder.resolve(file))) {
        processed.merge(JSON.readTree(line).path("line").longValue(), 1, Integer::sum);
      }
    }
    assertThat(processed).hasSize(RECORDS);
    assertThat(processed.values()).containsOnly(1);
    assertThat(Files.readAllLines(folder.resolve("results.jsonl")))
        .hasSize(RECORDS - RECORDS / BAD_EVERY);
  }

  private List<String> wholeLines(String file) throws IOException {
    String text = Files.readString(folder.resolve(file));
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static Set<String> sessions(List<String> results) throws IOException {
    Set<String> sessions = new HashSet<>();
    for (String line : results) {
      JsonNode result = JSON.readTree(line);
      sessions.add(result.path("session_id").textValue());
    }
    return sessions;
  }

  private Set<String> calledAfter(long offset) throws IOException {
    try (RandomAccessFile journal = new RandomAccessFile(folder.resolve("journal").toFile(), "r")) {
      byte[] rest = new byte[(int) (journal.length() - offset)];
      journal.seek(offset);
      journal.readFully(rest);
      Set<String> sessions = new HashSet<>();
      new String(rest, StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> sessions.add(line.substring(line.indexOf(' ') + 1)));
      return sessions;
    }
  }

  private long size(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.size(path) : 0;
  }
}
