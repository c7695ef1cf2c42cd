package io.kycgateway.history;

import static io.kycgateway.history.RecordSamples.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.HistoryDatabases.Opened;
import io.kycgateway.history.database.DatabaseUnavailableException;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.database.TestSchema;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.verification.Status;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The writer while its database works, fails, hangs and comes back. */
class HistoryWriterIT {
  private static final long NOW = 1_764_000_000_000L;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static PostgresProcess postgres;

  @BeforeAll
  static void start() {
    postgres = PostgresProcess.start();
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  /** A writer with what it records. */
  private record Fixture(
      Opened opened, HistoryWriter writer, Availability availability, MetricRegistry metrics)
      implements AutoCloseable {
    static Fixture of(HistoryConfiguration configuration) throws Exception {
      Opened opened = HistoryDatabases.open(configuration);
      MetricRegistry dropwizard = new MetricRegistry();
      MetricRecorder recorder =
          new MetricRecorder(HistoryMetrics.FAMILIES, dropwizard, new ScrapeRegistry(), false);
      Clock clock = Clock.defaultClock();
      long commitNanos = configuration.commitTimeout().toNanoseconds();
      Availability availability = new Availability(commitNanos / 2, clock);
      HistoryWriter writer =
          new HistoryWriter(
              opened.database(), new HistoryMetrics(recorder), availability, commitNanos, clock);
      writer.start();
      return new Fixture(opened, writer, availability, dropwizard);
    }

    boolean write(VerificationRecord record) {
      return writer.await(writer.submit(record));
    }

    boolean isThere(VerificationRecord record) {
      return opened.table().find(record.client(), record.id()).isPresent();
    }

    long count(String result) {
      return metrics.getCounters().entrySet().stream()
          .filter(e -> e.getKey().contains("history_writes") && e.getKey().contains(result))
          .mapToLong(e -> e.getValue().getCount())
          .sum();
    }

    void awaitAvailable(boolean expected) {
      await().atMost(LONG).until(() -> availability.isAvailable() == expected);
    }

    void execute(String... statements) throws Exception {
      TestSchema.execute(opened.configuration(), statements);
    }

    @Override
    public void close() throws Exception {
      writer.close();
      opened.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void records_ofManyThreads_areCommittedOnceEach(Kind kind) throws Exception {
    try (Fixture fixture = Fixture.of(kind.configuration())) {
      List<VerificationRecord> written = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(32);
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        VerificationRecord record = at(NOW + i, "a", Status.VERIFIED);
        written.add(record);
        results.add(threads.submit(() -> fixture.write(record)));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
      threads.shutdown();

      assertThat(fixture.count("committed")).isEqualTo(2000);
      assertThat(fixture.count("failed")).isZero();
      assertThat(count(fixture)).isEqualTo(2000);
      assertThat(written).allMatch(fixture::isThere);
    }
  }

  @Test
  void database_killedAndRestarted_losesNothingThatWasConfirmed() throws Exception {
    try (Fixture fixture = Fixture.of(HistoryDatabases.migrated(postgres))) {
      List<VerificationRecord> confirmed = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<VerificationRecord>> results = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        VerificationRecord record = at(NOW + i, "a", Status.VERIFIED);
        results.add(threads.submit(() -> fixture.write(record) ? record : null));
      }
      assertThat(results.get(20).get()).isNotNull();
      postgres.kill();
      fixture.awaitAvailable(false);

      assertThat(fixture.write(at(NOW, "a", Status.REJECTED))).as("while it is down").isFalse();
      postgres.restart();
      fixture.awaitAvailable(true);

      VerificationRecord after = at(NOW, "a", Status.REJECTED);
      assertThat(fixture.write(after)).isTrue();
      for (Future<VerificationRecord> result : results) {
        if (result.get() != null) {
          confirmed.add(result.get());
        }
      }
      threads.shutdown();
      assertThat(confirmed).isNotEmpty().allMatch(fixture::isThere);
      assertThat(fixture.isThere(after)).isTrue();
      assertThat(fixture.count("committed") + fixture.count("failed")).isEqualTo(402);
      assertThat(fixture.count("committed")).isEqualTo(confirmed.size() + 1);
    }
  }

  @Test
  void database_thatHangs_isNotAvailableUntilItAnswers() throws Exception {
    try (Fixture fixture = Fixture.of(HistoryDatabases.migrated(postgres))) {
      assertThat(fixture.write(at(NOW, "a", Status.VERIFIED))).isTrue();
      postgres.hang();
      try {
        PendingRecord waiting = fixture.writer().submit(at(NOW, "a", Status.VERIFIED));
        fixture.awaitAvailable(false);
        assertThat(fixture.writer().await(waiting)).isFalse();
        assertThat(fixture.availability().isAvailable()).isFalse();
      } finally {
        postgres.resume();
      }
      // Of a busy machine the first one may not be committed in time either.
      await().atMost(LONG).until(() -> fixture.write(at(NOW, "a", Status.VERIFIED)));
      assertThat(fixture.count("failed")).isPositive();
    }
  }

  @Test
  void database_thatBecomesReadOnly_isNotAvailable() throws Exception {
    try (Fixture fixture = Fixture.of(HistoryDatabases.migrated(postgres))) {
      String name = fixture.opened().configuration().url().replaceFirst(".*/", "");
      postgres.execute(
          "postgres", "ALTER DATABASE " + name + " SET default_transaction_read_only = on");
      disconnectAll(name);

      assertThat(fixture.write(at(NOW, "a", Status.VERIFIED))).isFalse();
      assertThat(fixture.availability().isAvailable()).isFalse();

      postgres.execute(
          "postgres", "ALTER DATABASE " + name + " RESET default_transaction_read_only");
      disconnectAll(name);
      fixture.awaitAvailable(true);
      assertThat(fixture.write(at(NOW, "a", Status.VERIFIED))).isTrue();
    }
  }

  private static void disconnectAll(String database) {
    postgres.execute(
        "postgres",
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '"
            + database
            + "'");
  }

  @Test
  void database_thatIsFull_isNotAvailableUntilThereIsRoom() throws Exception {
    try (Fixture fixture = Fixture.of(HistoryDatabases.migrated(postgres))) {
      fixture.execute(fails("53100", "TRUE"), TRIGGER);

      assertThat(fixture.write(at(NOW, "a", Status.VERIFIED))).isFalse();
      assertThat(fixture.availability().isAvailable()).isFalse();

      fixture.execute("DROP TRIGGER fails ON verification");
      fixture.awaitAvailable(true);
      assertThat(fixture.write(at(NOW, "a", Status.VERIFIED))).isTrue();
    }
  }

  private static final String TRIGGER =
      "CREATE TRIGGER fails BEFORE INSERT ON verification FOR EACH ROW EXECUTE FUNCTION fails()";

  // A sequence is not rolled back, so that only the first attempts fail.
  private static String fails(String state, String condition) {
    return "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
        + condition
        + " THEN RAISE EXCEPTION 'no' USING ERRCODE = '"
        + state
        + "'; END IF; RETURN NEW; END $$";
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void conflict_ofTransactions_isRepeatedAtOnce(String state) throws Exception {
    try (Fixture fixture = Fixture.of(HistoryDatabases.migrated(postgres))) {
      fixture.execute("CREATE SEQUENCE attempts", fails(state, "nextval('attempts') < 3"), TRIGGER);

      VerificationRecord record = at(NOW, "a", Status.VERIFIED);
      assertThat(fixture.write(record)).isTrue();

      assertThat(fixture.isThere(record)).isTrue();
      assertThat(fixture.availability().isAvailable()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void record_thatIsRefused_failsAlone(Kind kind) throws Exception {
    try (Fixture fixture = Fixture.of(kind.configuration())) {
      List<PendingRecord> batch = new ArrayList<>();
      batch.add(fixture.writer().submit(at(NOW, "a", Status.VERIFIED)));
      batch.add(fixture.writer().submit(at(NOW, "x".repeat(64), Status.VERIFIED)));
      batch.add(fixture.writer().submit(at(NOW, "a", Status.VERIFIED)));

      assertThat(batch).extracting(fixture.writer()::await).containsExactly(true, false, true);
      assertThat(fixture.availability().isAvailable()).isTrue();
      assertThat(count(fixture)).isEqualTo(2);
    }
  }

  @Test
  void commit_thatTakesTooLong_isReportedAsFailedAndStoredOnceAtMost() throws Exception {
    try (Fixture fixture = Fixture.of(HistoryDatabases.migrated(postgres))) {
      // The server commits after its client has timed out.
      fixture.execute(
          "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
              + " $$ BEGIN IF NEW.client = 'slow' THEN PERFORM pg_sleep(9); END IF; RETURN NULL; END $$",
          "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON verification DEFERRABLE INITIALLY DEFERRED"
              + " FOR EACH ROW EXECUTE FUNCTION slow()");
      VerificationRecord record = at(NOW, "slow", Status.VERIFIED);

      assertThat(fixture.write(record)).isFalse();

      fixture.awaitAvailable(true);
      await().atMost(LONG).until(() -> fixture.isThere(record));
      assertThat(count(fixture)).isEqualTo(1);
      assertThat(fixture.count("failed")).isEqualTo(1);
      assertThat(fixture.count("committed")).isZero();
    }
  }

  @Test
  void schema_thatIsReplacedByAnOlderOne_isNotAvailable() throws Exception {
    try (Fixture fixture = Fixture.of(HistoryDatabases.migrated(postgres))) {
      fixture.execute("ALTER TABLE databasechangelog RENAME TO aside");
      disconnectAll(fixture.opened().configuration().url().replaceFirst(".*/", ""));
      assertThat(fixture.write(at(NOW, "a", Status.VERIFIED))).isFalse();
      assertThat(fixture.availability().isAvailable()).isFalse();

      fixture.execute("ALTER TABLE aside RENAME TO databasechangelog");
      fixture.awaitAvailable(true);
    }
  }

  @Test
  void readers_thatTakeAllConnections_doNotStopTheWriter() throws Exception {
    try (Fixture fixture = Fixture.of(HistoryDatabases.migrated(postgres))) {
      List<Connection> taken = new ArrayList<>();
      for (int i = 0; i < fixture.opened().configuration().maxReadConnections(); i++) {
        taken.add(fixture.opened().pool().getConnection());
      }
      VerificationRecord record = at(NOW, "a", Status.VERIFIED);

      assertThatThrownBy(() -> fixture.isThere(record))
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasNoCause();
      assertThat(fixture.write(record)).isTrue();

      for (Connection connection : taken) {
        connection.close();
      }
      assertThat(fixture.isThere(record)).isTrue();
    }
  }

  @Test
  void close_writesWhatIsPending() throws Exception {
    HistoryConfiguration configuration = Kind.H2.configuration();
    List<PendingRecord> pending = new ArrayList<>();
    Fixture fixture = Fixture.of(configuration);
    for (int i = 0; i < 1000; i++) {
      pending.add(fixture.writer().submit(at(NOW + i, "a", Status.VERIFIED)));
    }
    fixture.writer().close();

    assertThat(pending).allMatch(one -> one.isSettled() && one.await(0));
    assertThat(count(fixture)).isEqualTo(1000);
    fixture.opened().close();
  }

  private static long count(Fixture fixture) {
    return fixture
        .opened()
        .jdbi()
        .withHandle(
            handle ->
                handle.createQuery("SELECT count(*) FROM verification").mapTo(Long.class).one());
  }
}
