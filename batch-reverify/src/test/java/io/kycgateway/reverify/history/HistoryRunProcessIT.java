package io.kycgateway.reverify.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.KeptRecords;
import io.kycgateway.reverify.testing.RealParts;
import io.kycgateway.reverify.testing.SimulatorProcess;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.Scrape;
import io.kycgateway.verification.Status;
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
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three workers of one run, killed again and again, and their database once: each item has exactly
 * one result, what is durable is not called again, and summary and pushed metrics are those of the
 * database. {@code -Dkyc.items=20000 -Dkyc.kills=10 -Dkyc.rate=400} is the long form.
 */
class HistoryRunProcessIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ITEMS = Integer.getInteger("kyc.items", 400);
  private static final int KILLS = Integer.getInteger("kyc.kills", 4);
  private static final int RATE = Integer.getInteger("kyc.rate", 10);
  private static final int WORKERS = 3;
  private static final int INLINE_EVERY = 50;
  private static final String RUN = "crash";
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path folder;
  private final Map<UUID, String> sessions = new HashMap<>();
  private final List<BatchProcess> batches = new ArrayList<>();

  @Test
  void workers_killedAtRandom_loseAndRepeatNothing() throws Exception {
    // Reported, so that -Dkyc.seed repeats the same moments.
    long seed = Long.getLong("kyc.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    System.out.println("HistoryRunProcessIT: -Dkyc.seed=" + seed);
    try (PostgresProcess postgres = PostgresProcess.start();
        RealParts pushgateway =
            RealParts.pushgateway(Files.createDirectory(folder.resolve("pushgateway")));
        SimulatorProcess simulator = SimulatorProcess.start(folder)) {
      HistoryConfiguration history = HistoryDatabases.migrated(postgres);
      KeptRecords.insert(history, records());
      List<Process> workers = new ArrayList<>();
      List<Long> journalAtKill = new ArrayList<>();
      List<Set<String>> durableAtKill = new ArrayList<>();
      try (HistoryDatabases.Opened opened = HistoryDatabases.open(history)) {
        for (int i = 0; i < WORKERS; i++) {
          workers.add(start(i, history, simulator, pushgateway));
        }
        for (int kill = 0; kill < KILLS; kill++) {
          // Spread over the first two thirds of the run.
          int from = ITEMS * 2 * kill / (3 * KILLS);
          awaitClosed(opened.jdbi(), from + random.nextInt(ITEMS * 2 / (3 * KILLS)));
          int victim = random.nextInt(WORKERS);
          Process killed = workers.get(victim);
          assertThat(killed.isAlive()).as("worker %d runs: %s", victim, log(victim)).isTrue();
          killed.destroyForcibly().onExit().join();
          durableAtKill.add(durable(opened.jdbi()));
          journalAtKill.add(Files.size(folder.resolve("journal")));
          workers.set(victim, start(victim, history, simulator, pushgateway));
          if (kill == KILLS / 2) {
            postgres.kill();
            postgres.restart();
          }
        }
        for (int i = 0; i < WORKERS; i++) {
          BatchProcess.Ended ended = batches.get(i).end(workers.get(i));
          assertThat(ended.code()).as(ended.out()).isZero();
        }

        assertEachItemHasOneResult(opened.jdbi());
        for (int kill = 0; kill < KILLS; kill++) {
          Set<String> repeated = calledAfter(journalAtKill.get(kill));
          repeated.retainAll(durableAtKill.get(kill));
          assertThat(repeated).as("called after kill %d, though it was durable", kill).isEmpty();
        }
        for (int i = 0; i < WORKERS; i++) {
          assertSummaryIsTheDatabases(opened.jdbi(), i);
        }
        assertMetricsAreTheDatabases(
            opened.jdbi(), Scrape.parse(pushgateway.get("/metrics").body()));
        System.out.printf(
            "HistoryRunProcessIT: %d items, %d kills, %d leases lost, %s s%n",
            ITEMS,
            KILLS,
            one(opened.jdbi(), "SELECT leases_lost FROM reverification_run"),
            opened
                .jdbi()
                .withHandle(
                    handle ->
                        handle
                            .createQuery(
                                "SELECT EXTRACT(EPOCH FROM completed_at - started_at)"
                                    + " FROM reverification_run")
                            .mapTo(Double.class)
                            .one()));
      }
    }
  }

  private VerificationRecord[] records() {
    VerificationRecord[] records = new VerificationRecord[ITEMS];
    for (int i = 0; i < ITEMS; i++) {
      if (i % INLINE_EVERY == 0) {
        records[i] = KeptRecords.inline(Status.VERIFIED);
        continue;
      }
      String session = UUID.randomUUID().toString();
      records[i] =
          KeptRecords.of(
              i % 7 == 0 ? "sim://impostor" : "sim://genuine",
              i % 3 == 0 ? Status.MANUAL_REVIEW : Status.VERIFIED,
              session);
      sessions.put(records[i].id(), session);
    }
    return records;
  }

  private Process start(
      int index, HistoryConfiguration history, SimulatorProcess simulator, RealParts pushgateway)
      throws IOException {
    Path own = folder.resolve("worker-" + index);
    Files.createDirectories(own);
    BatchProcess batch =
        BatchProcess.in(own)
            .against(simulator.url())
            // Longer than the restart of the database, shorter than anyone's patience.
            .with("batch.lease", "6s")
            .with("batch.push.interval", "1s")
            .env("PUSHGATEWAY_URL", pushgateway.url().toString())
            .env("KYC_DATABASE_URL", history.url())
            .env("KYC_DATABASE_USER", history.username())
            .env("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(folder).toString());
    if (batches.size() > index) {
      batches.set(index, batch);
    } else {
      batches.add(batch);
    }
    return batch.launch(
        List.of(
            "reverify",
            Path.of("..", "config.yml").toAbsolutePath().toString(),
            "--select",
            "--older-than",
            "0d",
            "--run",
            RUN,
            "--rate",
            String.valueOf(RATE),
            "--concurrency",
            "16",
            "--progress",
            "none",
            "--output",
            own.resolve("results.jsonl").toString()));
  }

  private String log(int index) throws IOException {
    return Files.readString(batches.get(index).log());
  }

  private static void awaitClosed(Jdbi jdbi, int items) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(
            () ->
                one(jdbi, "SELECT COUNT(*) FROM reverification_item WHERE closed_at IS NOT NULL")
                    >= items);
  }

  private static long one(Jdbi jdbi, String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private Set<String> durable(Jdbi jdbi) {
    Set<String> durable = new HashSet<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT verification FROM reverification_item WHERE result IS NOT NULL")
                .mapTo(UUID.class)
                .forEach(id -> durable.add(sessions.get(id))));
    return durable;
  }

  private static void assertEachItemHasOneResult(Jdbi jdbi) {
    int skipped = (ITEMS + INLINE_EVERY - 1) / INLINE_EVERY;
    assertThat(one(jdbi, "SELECT COUNT(*) FROM reverification_item")).isEqualTo(ITEMS);
    assertThat(one(jdbi, "SELECT COUNT(*) FROM reverification_item WHERE state = 'done'"))
        .isEqualTo(ITEMS - skipped);
    assertThat(one(jdbi, "SELECT COUNT(*) FROM reverification_item WHERE state = 'skipped'"))
        .isEqualTo(skipped);
    assertThat(one(jdbi, "SELECT COUNT(*) FROM verification WHERE run = '" + RUN + "'"))
        .isEqualTo(ITEMS - skipped);
    assertThat(
            one(
                jdbi,
                "SELECT COUNT(*) FROM reverification_item i JOIN verification v ON v.id = i.result"
                    + " AND v.reverifies = i.verification AND v.run = i.run"
                    + " AND v.status = i.status AND v.channel = 'batch'"))
        .as("results, each of its own item")
        .isEqualTo(ITEMS - skipped);
  }

  /** Items by what a query groups them by, two texts. */
  private static Map<String, Long> grouped(Jdbi jdbi, String columns) {
    Map<String, Long> groups = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + columns
                        + " AS name, COUNT(*) AS items FROM reverification_item"
                        + " WHERE status IS NOT NULL GROUP BY 1")
                .map((row, context) -> groups.put(row.getString("name"), row.getLong("items")))
                .list());
    return groups;
  }

  private void assertSummaryIsTheDatabases(Jdbi jdbi, int worker) throws IOException {
    JsonNode summary =
        JSON.readTree(folder.resolve("worker-" + worker).resolve("results.summary.json").toFile());
    assertThat(summary.at("/records/total").asLong()).isEqualTo(ITEMS);
    assertThat(summary.at("/records/done").asLong())
        .isEqualTo(one(jdbi, "SELECT COUNT(*) FROM reverification_item WHERE state = 'done'"));
    Map<String, Long> transitions = grouped(jdbi, "previous_status || ' ' || status");
    summary
        .path("transitions")
        .properties()
        .forEach(
            row ->
                row.getValue()
                    .properties()
                    .forEach(
                        cell ->
                            assertThat(cell.getValue().asLong())
                                .as("%s -> %s of worker %d", row.getKey(), cell.getKey(), worker)
                                .isEqualTo(
                                    transitions.getOrDefault(
                                        row.getKey() + " " + cell.getKey(), 0L))));
    assertThat(
            Files.readAllLines(folder.resolve("worker-" + worker).resolve("results.jsonl")).size())
        .isEqualTo(summary.at("/records/done").asInt());
  }

  private static void assertMetricsAreTheDatabases(Jdbi jdbi, Scrape scrape) {
    Map<String, Long> states = new HashMap<>();
    for (String state : List.of("open", "leased", "done", "dead_letter", "skipped")) {
      states.put(
          state,
          one(jdbi, "SELECT COUNT(*) FROM reverification_item WHERE state = '" + state + "'"));
    }
    assertThat(values(scrape, "kyc_reverification_items", "state")).isEqualTo(states);
    Map<String, Long> statuses = grouped(jdbi, "status");
    values(scrape, "kyc_reverifications_total", "status")
        .forEach(
            (status, value) ->
                assertThat(value).as(status).isEqualTo(statuses.getOrDefault(status, 0L)));
    Map<String, Long> transitions = grouped(jdbi, "previous_status || ' ' || status");
    for (Scrape.Sample sample : scrape.samples()) {
      if (sample.name().equals("kyc_reverification_transitions_total")) {
        String key = sample.labels().get("previous") + " " + sample.labels().get("current");
        assertThat((long) sample.value()).as(key).isEqualTo(transitions.getOrDefault(key, 0L));
      }
    }
    long verified = one(jdbi, "SELECT COUNT(*) FROM reverification_item WHERE status IS NOT NULL");
    assertThat(value(scrape, "kyc_reverification_duration_seconds_count")).isEqualTo(verified);
    assertThat(value(scrape, "kyc_reverification_leases_lost_total"))
        .isEqualTo(one(jdbi, "SELECT leases_lost FROM reverification_run"));
    assertThat(value(scrape, "kyc_reverification_last_success_timestamp_seconds")).isPositive();
  }

  private static Map<String, Long> values(Scrape scrape, String name, String label) {
    Map<String, Long> values = new HashMap<>();
    for (Scrape.Sample sample : scrape.samples()) {
      if (sample.name().equals(name)) {
        values.put(sample.labels().get(label), (long) sample.value());
      }
    }
    assertThat(values).as(name).isNotEmpty();
    return values;
  }

  private static long value(Scrape scrape, String name) {
    return scrape.samples().stream()
        .filter(sample -> sample.name().equals(name))
        .mapToLong(sample -> (long) sample.value())
        .reduce(
            (a, b) -> {
              throw new AssertionError("two series of " + name);
            })
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  private Set<String> calledAfter(long offset) throws IOException {
    try (RandomAccessFile journal = new RandomAccessFile(folder.resolve("journal").toFile(), "r")) {
      byte[] rest = new byte[(int) (journal.length() - offset)];
      journal.seek(offset);
      journal.readFully(rest);
      Set<String> called = new HashSet<>();
      new String(rest, StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> called.add(line.substring(line.indexOf(' ') + 1)));
      return called;
    }
  }
}
