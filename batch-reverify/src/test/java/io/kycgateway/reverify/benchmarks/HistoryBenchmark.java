package io.kycgateway.reverify.benchmarks;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import io.dropwizard.util.Duration;
import io.kycgateway.common.UuidV7;
import io.kycgateway.history.History;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.HistoryMetrics;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.reverify.history.RunStart;
import io.kycgateway.reverify.history.SelectionParser;
import io.kycgateway.reverify.history.database.ItemTable;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunTable;
import io.kycgateway.reverify.history.report.StoredTally;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.SimulatorProcess;
import io.kycgateway.testing.PostgresProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a million kept verifications cost: pages, selections, claims, the purge, memory, and the
 * plans of the statements. Prints a report in Markdown and asserts nothing: {@code ./run bench}, or
 * {@code ./run bench RECORDS}.
 */
@EnabledIfSystemProperty(named = "benchmark", matches = "true")
class HistoryBenchmark {
  private static final int RECORDS = Integer.getInteger("benchmark.records", 1_000_000);
  private static final int REQUESTS = 300;
  private static final int WARM_UP = 100;
  private static final int CLAIM = 100;
  private static final int CLAIMS = 300;
  private static final int WORKERS = 100;
  private static final String OWNER = "benchmark-";
  private static final int RATE = 100;
  private static final java.time.Duration WINDOW =
      java.time.Duration.ofSeconds(Integer.getInteger("benchmark.window", 20));
  private static final java.time.Duration PATIENCE = java.time.Duration.ofMinutes(10);
  private static final int SECONDS_OF_LEASE = 600;

  @TempDir private Path folder;
  private final StringBuilder report = new StringBuilder();
  private final List<String> growth = new ArrayList<>();
  private final Instant now = Instant.now();
  private PostgresProcess server;
  private Plans plans;
  private HistoryConfiguration configuration;
  private HistoryDatabases.Opened opened;
  private RunDatabase runs;
  private SimulatorProcess modules;

  @Test
  void aMillionRecords() throws Exception {
    try (PostgresProcess started = PostgresProcess.start(Plans.SETTINGS)) {
      server = started;
      plans = new Plans(server);
      configuration = HistoryDatabases.migrated(server);
      opened = HistoryDatabases.open(configuration);
      runs = RunDatabase.open(configuration, HistoryDatabases.password(configuration));
      // Of their own: in the worker's process they would be most of its heap.
      try (SimulatorProcess simulator = SimulatorProcess.start(folder);
          BenchmarkGateway gateway = BenchmarkGateway.start(folder, configuration)) {
        modules = simulator;
        measure(gateway);
      } finally {
        runs.close();
        opened.close();
      }
      line("");
      line("Lines of plans that read a whole table, filter rows, or sort on the disk:");
      line("");
      plans.suspicious().forEach(found -> line("- %s", found));
      report.append(plans.markdown());
    } finally {
      System.out.println(report);
    }
  }

  private void measure(BenchmarkGateway gateway) throws Exception {
    Timings unused = gateway.load(RATE, WINDOW);
    for (int i = 0; i < WARM_UP; i++) {
      JsonNode ignored = gateway.get("");
    }
    ProcessMemory empty = ProcessMemory.of(gateway.pid());

    Timings fill = new Timings();
    fill.time(
        () -> {
          new BenchmarkRecords(RECORDS, now).insert(opened);
          return true;
        });
    execute("VACUUM ANALYZE");
    line("## %,d kept verifications", RECORDS);
    line("");
    line(
        "JDK %s, PostgreSQL %s, fsync on. Filled by the gateway's insert in %.0f s; the table takes"
            + " %s, its indexes %s.",
        Runtime.version(),
        text("SHOW server_version"),
        fill.quantile(1) / 1000,
        text("SELECT pg_size_pretty(pg_table_size('verification'))"),
        text("SELECT pg_size_pretty(pg_indexes_size('verification'))"));
    pages(gateway);
    ProcessMemory full = ProcessMemory.of(gateway.pid());
    selections();
    workers();
    purge(gateway);
    line("");
    line("| gateway | live heap, MiB | resident, MiB |");
    line("|---|---|---|");
    line("| no records | %s |", empty.cells());
    line("| %,d records, after the reads | %s |", RECORDS, full.cells());
    line("| after runs and purge | %s |", ProcessMemory.of(gateway.pid()).cells());
  }

  private void pages(BenchmarkGateway gateway) throws Exception {
    Instant middle = now.minus(BenchmarkRecords.SPAN.dividedBy(2));
    String cursor = cursor(gateway, "?to=" + middle);
    JsonNode some = gateway.get(cursor).path("items");
    line("");
    line("| read, one after the other | times | p50, ms | p99, ms | longest, ms |");
    line("|---|---|---|---|---|");
    read(gateway, "first page", "");
    read(gateway, "first page of 200", "?limit=200");
    read(gateway, "page in the middle, by cursor", cursor);
    read(
        gateway,
        "page of a day in the middle",
        "?from=" + middle.minusSeconds(86_400) + "&to=" + middle);
    read(gateway, "status ERROR (2 %), first page", "?status=ERROR");
    read(
        gateway,
        "status ERROR, page in the middle by cursor",
        cursor(gateway, "?status=ERROR&to=" + middle));
    read(gateway, "status MANUAL_REVIEW (as good as none)", "?status=MANUAL_REVIEW");
    read(
        gateway,
        "status MANUAL_REVIEW, from and to of a month",
        "?status=MANUAL_REVIEW&from=" + middle.minusSeconds(86_400 * 30L) + "&to=" + middle);
    read(gateway, "session", "?session_id=" + BenchmarkRecords.session(RECORDS / 2));
    read(
        gateway,
        "session and status",
        "?status=VERIFIED&session_id=" + BenchmarkRecords.session(RECORDS / 2));
    read(gateway, "one verification", "/" + some.get(0).path("verification_id").asText());
    Timings erasures = new Timings();
    plans.of(
        "erasure",
        () -> {
          for (JsonNode item : some) {
            String id = item.path("verification_id").asText();
            int status = erasures.time(() -> gateway.delete(id));
            if (status != 204) {
              throw new IllegalStateException("erasure: " + status);
            }
          }
          return true;
        });
    line("| erasure, with its plans logged | %s |", erasures.cells());
  }

  private static String cursor(BenchmarkGateway gateway, String query) throws Exception {
    String next = gateway.get(query).path("next").asText();
    return next.substring(next.indexOf('?'));
  }

  private void read(BenchmarkGateway gateway, String title, String query) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      JsonNode unused = gateway.get(query);
    }
    Timings timings = new Timings();
    for (int i = 0; i < REQUESTS; i++) {
      JsonNode unused = timings.time(() -> gateway.get(query));
    }
    JsonNode ignored = plans.of(title, () -> gateway.get(query));
    line("| %s | %s |", title, timings.cells());
  }

  private void selections() throws Exception {
    line("");
    line("| run | items | selecting, s |");
    line("|---|---|---|");
    select("by-country", Map.of("country", BenchmarkRecords.RARE_COUNTRY));
    select("by-status", Map.of("status", "ERROR", "newer_than", "183d"));
    select("by-age", Map.of("older_than", "361d"));
    select("all", Map.of());
    execute("ANALYZE");
    statementsHeader("");
    statements("by-country");
    statements("all");
  }

  private void statementsHeader(String circumstances) {
    line("");
    line("| statement of a worker%s | times | p50, ms | p99, ms | longest, ms |", circumstances);
    line("|---|---|---|---|---|");
  }

  private void select(String name, Map<String, String> options) throws Exception {
    RunStart start =
        new RunStart(
            name,
            SelectionParser.of(option -> option.equals("select") ? "true" : options.get(option)),
            null,
            /* isSimulated= */ false,
            /* isEmptyAllowed= */ false);
    Timings timings = new Timings();
    var run =
        plans.of("selection of run " + name, () -> timings.time(() -> start.in(runs, () -> true)));
    line("| %s: %s | %,d | %.2f |", name, run.selection(), run.items(), timings.quantile(1) / 1000);
  }

  private void statements(String run) throws Exception {
    Lease lease = new Lease(OWNER + 0, SECONDS_OF_LEASE);
    claims(run, "", (int) Math.min(CLAIMS, items(run) / CLAIM - 1));
    statement(run, "renewal of leases", handle -> renewed(handle, run, lease));
    statement(run, "items by state", handle -> RunTable.states(handle, run));
    statement(run, "workers", handle -> RunTable.workers(handle, run));
    statement(run, "is it complete?", handle -> RunTable.completeIfDone(handle, run));
    statement(
        run, "is any left to others?", handle -> ItemTable.isAnyLeftToOthers(handle, run, "other"));
    statement(run, "giving back", handle -> ItemTable.release(handle, run, lease.owner()));
    release(run);
  }

  private void release(String run) {
    for (int i = 0; i < WORKERS; i++) {
      String owner = OWNER + i;
      int unused = runs.inTransaction(handle -> ItemTable.release(handle, run, owner));
    }
  }

  // Each of a hundred workers in turn, of which one then holds 400 items at most here. One that
  // verifies holds those in flight, those whose results are on their way, and a claim more.
  private void claims(String run, String circumstances, int times) throws Exception {
    Timings claims = new Timings();
    for (int i = 0; i < times; i++) {
      Lease lease = new Lease(OWNER + i % WORKERS, SECONDS_OF_LEASE);
      var unused = claims.time(() -> claim(run, lease));
    }
    var ignored =
        plans.of(
            "claim, run " + run + circumstances,
            () -> claim(run, new Lease(OWNER + 0, SECONDS_OF_LEASE)));
    line("| claim of %d, run %s%s | %s |", CLAIM, run, circumstances, claims.cells());
  }

  private static boolean renewed(org.jdbi.v3.core.Handle handle, String run, Lease lease) {
    ItemTable.renew(handle, run, lease);
    return true;
  }

  private List<?> claim(String run, Lease lease) {
    return runs.inTransaction(handle -> ItemTable.claim(handle, run, lease, CLAIM));
  }

  private void statement(
      String run, String title, io.kycgateway.reverify.history.database.TransactionWork<?> work)
      throws Exception {
    Timings timings = new Timings();
    Callable<Object> once = () -> runs.inTransaction(work::withHandle);
    for (int i = 0; i < 6; i++) {
      Object unused = timings.time(once);
    }
    Object ignored = plans.of(title + ", run " + run, once);
    line("| %s, run %s | %s |", title, run, timings.cells());
  }

  private long items(String run) {
    return runs.inTransaction(handle -> RunTable.find(handle, run)).orElseThrow().items();
  }

  private void workersHeader() {
    line("");
    line("| worker process | items closed | live heap, MiB | resident, MiB |");
    line("|---|---|---|---|");
  }

  private void workers() throws Exception {
    workersHeader();
    worker("by-country", 0);
    worker("all", 0);
    growth();
    int closed = RECORDS * 9 / 10;
    execute(
        "UPDATE reverification_item SET state = 'done', closed_at = CURRENT_TIMESTAMP, attempts = 1,"
            + " micros = 60000 + item % 5000, status = 'VERIFIED' WHERE run = 'all' AND state = 'open'"
            + " AND item <= "
            + closed);
    statementsHeader(", nine of ten items closed");
    claims("all", ", not vacuumed since", CLAIMS / 3);
    release("all");
    execute("VACUUM ANALYZE reverification_item");
    claims("all", ", vacuumed and analysed", CLAIMS / 3);
    statement("all", "is it complete?", handle -> RunTable.completeIfDone(handle, "all"));
    statement("all", "items by state", handle -> RunTable.states(handle, "all"));
    release("all");
    workersHeader();
    worker("all", closed);
    growth();
    Timings tally = new Timings();
    var unused = tally.time(() -> StoredTally.of(runs, "all"));
    line("");
    line(
        "Counting a run of %,d items of which %,d are closed, as runs show does: %.1f s.",
        RECORDS, closed, tally.quantile(1) / 1000);
  }

  // Early, and twice after more work: what grows with the items that were closed would show.
  private void worker(String run, long closedBefore) throws Exception {
    long left = items(run) - closedBefore;
    Path own = Files.createDirectory(folder.resolve("worker-" + UUID.randomUUID()));
    Process worker =
        BatchProcess.in(own)
            .against(modules.url())
            .jvm("-XX:TieredStopAtLevel=4")
            .env("KYC_DATABASE_URL", configuration.url())
            .env("KYC_DATABASE_USER", configuration.username())
            .env("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(own).toString())
            .launch(
                List.of(
                    "reverify",
                    Path.of("..", "config.yml").toAbsolutePath().toString(),
                    "--run",
                    run,
                    "--progress",
                    "none"));
    List<ProcessMemory> readings = new ArrayList<>();
    try {
      for (long closed :
          List.of(
              closedBefore + left / 50,
              closedBefore + Math.min(20_000, left / 3),
              closedBefore + Math.min(40_000, left * 2 / 3))) {
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(java.time.Duration.ofMillis(200))
            .until(() -> !worker.isAlive() || closed(run) >= closed);
        long done = closed(run);
        if (worker.isAlive()) {
          readings.add(ProcessMemory.of(worker.pid()));
        }
        line(
            "| run %s | %,d | %s |",
            run,
            done,
            worker.isAlive() ? readings.get(readings.size() - 1).cells() : "ended | ended");
      }
      for (int i = 1; i < readings.size(); i++) {
        grown(run, i, readings.get(i).classes().growthSince(readings.get(i - 1).classes()));
      }
    } finally {
      worker.destroyForcibly().onExit().join();
    }
  }

  private void grown(String run, int reading, List<String> rows) {
    growth.add("");
    growth.add(
        String.format(
            Locale.ROOT,
            "| run %s, objects that grew from reading %d to %d | before | after | MiB |",
            run,
            reading,
            reading + 1));
    growth.add("|---|---|---|---|");
    growth.addAll(rows);
  }

  private void growth() {
    growth.forEach(row -> line("%s", row));
    growth.clear();
  }

  private static final String CLOSED =
      "SELECT COUNT(*) FROM reverification_item WHERE closed_at IS NOT NULL AND run = '";

  private long closed(String run) {
    return Long.parseLong(text(CLOSED + run + "'"));
  }

  private void purge(BenchmarkGateway gateway) throws Exception {
    execute("VACUUM ANALYZE");
    long keepHours = BenchmarkRecords.SPAN.toHours() * 9 / 10;
    long old = old(keepHours, "");
    Timings took = new Timings();
    Timings before = gateway.load(RATE, WINDOW);
    Timings during =
        took.time(() -> purging(keepHours, purged -> gateway.load(RATE, purged::isDone)));
    Timings after = gateway.load(RATE, WINDOW);
    line("");
    line("| online, %d/s | verifications | p50, ms | p99, ms | longest, ms |", RATE);
    line("|---|---|---|---|---|");
    line("| before the purge | %s |", before.cells());
    line("| during the purge | %s |", during.cells());
    line("| after it | %s |", after.cells());
    line("");
    line("Purge of %,d records, one in ten: %.1f s.", old, took.quantile(1) / 1000);
    // Of some more, afterwards: a server that logs every plan is not one to be timed.
    Object unused = plans.of("purge", () -> purging(keepHours * 99 / 100, CompletableFuture::join));
  }

  // By the gateway's own retention, whose pauses between batches are part of it.
  private <T> T purging(long keepHours, Function<CompletableFuture<Void>, T> meanwhile)
      throws Exception {
    HistoryConfiguration keeps =
        new HistoryConfiguration(
            configuration.url(),
            configuration.username(),
            "",
            "",
            Duration.hours(keepHours),
            Duration.seconds(2),
            (Integer) 4);
    try (History purging =
        History.start(
            keeps,
            opened.database(),
            opened.table(),
            () -> RecordSamples.KEYS,
            new MetricRecorder(
                HistoryMetrics.FAMILIES, new MetricRegistry(), new ScrapeRegistry(), false),
            Clock.defaultClock())) {
      CompletableFuture<Void> purged =
          CompletableFuture.runAsync(
              () ->
                  Awaitility.await()
                      .atMost(PATIENCE)
                      .pollInterval(java.time.Duration.ofMillis(500))
                      .until(() -> old(keepHours, " LIMIT 1") == 0),
              // Not on the pool that takes the answers.
              task -> new Thread(task, "benchmark-purge").start());
      T result = meanwhile.apply(purged);
      purged.join();
      return result;
    }
  }

  private long old(long keepHours, String limit) {
    long threshold = now.minusSeconds(keepHours * 3600).toEpochMilli();
    return Long.parseLong(
        text(
            "SELECT COUNT(*) FROM (SELECT 1 FROM verification WHERE id < '"
                + UuidV7.first(threshold)
                + "'"
                + limit
                + ") old"));
  }

  // By an administrator, whose statements may take longer than those of the gateway.
  private void execute(String sql) {
    server.execute(configuration.url().replaceFirst(".*/", ""), sql);
  }

  private String text(String sql) {
    return opened.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  private void line(String format, Object... values) {
    report
        .append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
    System.out.println(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
  }
}
