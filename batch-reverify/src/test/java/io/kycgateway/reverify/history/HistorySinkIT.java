package io.kycgateway.reverify.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Clock;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.RecordFactory;
import io.kycgateway.history.RecordSamples;
import io.kycgateway.history.database.TestSchema;
import io.kycgateway.reverify.history.database.ClaimedItem;
import io.kycgateway.reverify.history.database.ItemClosing;
import io.kycgateway.reverify.history.database.ItemResult;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.results.OutcomeLine;
import io.kycgateway.testing.LogEvents;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of results into a database that does not take them, or not all of them. */
class HistorySinkIT {
  private static final String RUN = "run";
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final HeldItems held = new HeldItems(Duration.ofMinutes(1), Clock.defaultClock());
  private final Lease lease = new Lease("worker", 60);
  private RunSamples history;
  private List<ClaimedItem> items;

  @BeforeEach
  void start() throws Exception {
    history = RunSamples.in(Kind.POSTGRESQL);
    history.insert(3);
    history.start(RUN, RunSamples.EVERYTHING);
    long begun = held.now();
    items = history.claim(RUN, lease.owner(), 3);
    items.forEach(item -> held.add(item, begun));
  }

  @AfterEach
  void stop() throws Exception {
    history.close();
  }

  @Test
  void results_whileTheDatabaseIsReadOnly_waitForIt() {
    outage(
        "25006",
        () -> alterDatabase("SET default_transaction_read_only = on"),
        () -> alterDatabase("RESET default_transaction_read_only"));
  }

  @Test
  void results_whileItsDiskIsFull_waitForRoom() {
    outage(
        "53100",
        () -> refuseRecords("53100", "TRUE"),
        () -> execute("DROP TRIGGER refuses ON verification"));
  }

  /** What an administrator does. */
  private interface Statements {
    void execute() throws Exception;
  }

  private void outage(String state, Statements begin, Statements end) {
    LogEvents.during(
        RunDatabase.class.getName(),
        events -> {
          try (HistorySink sink = sink()) {
            begin.execute();
            // By a new connection, if the one before has been ended.
            boolean unused = history.database().patiently(HistorySinkIT::reads, () -> false);
            put(sink, items.get(0));
            put(sink, items.get(1));
            String refusal = "SQLSTATE " + state + "); waiting for it";
            await().atMost(LONG).until(() -> events.toString().contains(refusal));
            // Read by a connection that may have been ended as well.
            await().atMost(LONG).ignoreExceptions().until(() -> closed() == 0);

            end.execute();
            await().atMost(LONG).ignoreExceptions().until(() -> closed() == 2);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertThat(failures).isEmpty();
    assertThat(results()).isEqualTo(2);
  }

  @Test
  void result_whoseRecordIsRefused_isADeadLetterAndHoldsUpNoOthers() throws Exception {
    try (HistorySink sink = sink()) {
      refuseRecords("22001", "NEW.reverifies = '" + items.get(1).verification() + "'");
      for (ClaimedItem item : items) {
        put(sink, item);
      }
      await().atMost(LONG).until(() -> closed() == 3);
    }
    assertThat(failures).isEmpty();
    assertThat(history.count("SELECT item FROM reverification_item WHERE state = 'dead_letter'"))
        .isEqualTo(items.get(1).item());
    assertThat(results()).isEqualTo(2);
  }

  @Test
  void result_ofAWorkerThatWasSuspended_isRefusedAndCounted() throws Exception {
    history.endLeases(RUN);
    ClaimedItem taken = history.claim(RUN, "other", 1).get(0);
    try (HistorySink sink = sink()) {
      put(sink, items.get(0));
      put(sink, items.get(1));
      await().atMost(LONG).until(() -> held.size() == 1);
    }
    assertThat(history.close(RUN, RunSamples.decided(taken, Status.REJECTED))).isEmpty();

    assertThat(history.complete(RUN).leasesLost()).isEqualTo(1);
    assertThat(closed()).isEqualTo(2);
    assertThat(history.claim(RUN, "other", 9)).as("given back").hasSize(1);
  }

  private static boolean reads(Handle handle) {
    return handle.createQuery("SELECT TRUE").mapTo(Boolean.class).one();
  }

  private HistorySink sink() {
    return HistorySink.start(
        history.database(),
        new ItemClosing(history.database().database(), new RecordFactory(RecordSamples.CIPHER)),
        RUN,
        lease,
        held,
        failures::add,
        () -> false);
  }

  private static void put(HistorySink sink, ClaimedItem item) throws InterruptedException {
    ItemResult result = RunSamples.decided(item, Status.REJECTED);
    sink.put(new OutcomeLine(result.outcome(), "", result.verification(), new byte[0]));
  }

  private long closed() {
    return history.count("SELECT COUNT(*) FROM reverification_item WHERE closed_at IS NOT NULL");
  }

  private long results() {
    return history.count("SELECT COUNT(*) FROM verification WHERE run = ?", RUN);
  }

  // And ends the connections, which took their settings when they began.
  private void alterDatabase(String change) {
    String name = history.opened().configuration().url().replaceFirst(".*/", "");
    PostgresProcess.shared()
        .execute(
            "postgres",
            "ALTER DATABASE " + name + " " + change,
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '"
                + name
                + "'");
  }

  private void execute(String... statements) throws Exception {
    TestSchema.execute(history.opened().configuration(), statements);
  }

  private void refuseRecords(String state, String condition) throws Exception {
    execute(
        "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
            + condition
            + " THEN RAISE EXCEPTION 'no' USING ERRCODE = '"
            + state
            + "'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER refuses BEFORE INSERT ON verification FOR EACH ROW"
            + " EXECUTE FUNCTION refuses()");
  }
}
