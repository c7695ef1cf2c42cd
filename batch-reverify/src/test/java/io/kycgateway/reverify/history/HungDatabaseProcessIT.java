package io.kycgateway.reverify.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.database.TestSchema;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.KeptRecords;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose database hangs: it takes connections, keeps them, and does not answer. */
class HungDatabaseProcessIT {
  private static final int ITEMS = 100;
  private static final int CLOSED_BEFORE = 10;
  private static final String RUN = "hang";
  private static final String USER = "worker";
  private static final String PASSWORD = "of-this-worker-alone";
  private static final String BRIEFLY = "?socketTimeout=1";
  private static final String FOR_EVER = "?socketTimeout=0";

  @TempDir Path folder;
  private PostgresProcess postgres;
  private HistoryConfiguration history;
  private int workers;

  @BeforeEach
  void start() throws Exception {
    postgres = PostgresProcess.start();
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    history =
        new HistoryConfiguration(
            postgres.newDatabaseOf(USER, PASSWORD),
            USER,
            password.toString(),
            "",
            Duration.days(365),
            Duration.seconds(5),
            (Integer) 4);
    TestSchema.migrate(history);
    KeptRecords.insert(
        history,
        Stream.generate(() -> KeptRecords.of("sim://genuine", Status.VERIFIED))
            .limit(ITEMS)
            .toArray(VerificationRecord[]::new));
  }

  @AfterEach
  void stop() throws Exception {
    // What a test that failed left hanging could not be stopped.
    postgres.resume();
    postgres.close();
  }

  @Test
  void worker_whoseDatabaseAnswersAgain_goesOnAndLosesNothing() throws Exception {
    BatchProcess batch = worker(BRIEFLY, "10m");
    Process worker = launch(batch);
    awaitClosed(CLOSED_BEFORE);

    postgres.hang();
    // 08006 of a connection in use, 08001 of one that cannot be opened.
    awaitLog(batch, "the database cannot be used (" + history.url() + ": SQLSTATE 0800");
    postgres.resume();

    BatchProcess.Ended ended = batch.end(worker);
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out())
        .contains("the database can be used again")
        .doesNotContain(PASSWORD, "socketTimeout");
    assertEachItemHasOneResult();
  }

  /** No limit on the time of a statement, so that nothing but the signal can end the worker. */
  @Test
  void worker_stoppedWhileItsDatabaseHangs_endsAndAnotherOneGoesOn() throws Exception {
    BatchProcess batch = worker(FOR_EVER, "5s");
    Process worker = launch(batch);
    awaitClosed(CLOSED_BEFORE);

    postgres.hang();
    worker.destroy();
    BatchProcess.Ended stopped = batch.end(worker);
    postgres.resume();

    assertThat(stopped.code()).as(stopped.out()).isEqualTo(3);
    assertThat(stopped.out())
        .contains("the database does not answer", "other workers", history.url())
        .doesNotContain(PASSWORD, "socketTimeout");
    BatchProcess other = worker("", "5s");
    BatchProcess.Ended ended = other.end(launch(other));
    assertThat(ended.code()).as(ended.out()).isZero();
    assertEachItemHasOneResult();
  }

  @Test
  void worker_stoppedBeforeItsDatabaseHasAnswered_endsAsStopped() throws Exception {
    postgres.hang();
    BatchProcess batch = worker(BRIEFLY, "5s");
    Process worker = launch(batch);
    awaitLog(batch, "the database " + history.url() + " cannot be reached");

    worker.destroy();
    BatchProcess.Ended ended = batch.end(worker);
    postgres.resume();

    assertThat(ended.code()).as(ended.out()).isEqualTo(3);
    assertThat(ended.out()).contains("no module was called").doesNotContain(PASSWORD);
    assertThat(query("SELECT COUNT(*) FROM reverification_run")).isEqualTo("0");
  }

  /** A selection has an hour: a large one takes minutes. */
  @Test
  void worker_stoppedInASelectionThatHangs_endsAndLeavesNoRun() throws Exception {
    try (Connection other =
            DriverManager.getConnection(history.url(), PostgresProcess.user(), /* password= */ "");
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      boolean unused = lock.execute("LOCK TABLE verification IN ACCESS EXCLUSIVE MODE");
      BatchProcess batch = worker("", "5s");
      Process worker = launch(batch);
      await()
          .atMost(java.time.Duration.ofMinutes(2))
          .until(
              () ->
                  query("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                      .equals("1"));

      worker.destroy();
      BatchProcess.Ended ended = batch.end(worker);

      assertThat(ended.code()).as(ended.out()).isEqualTo(3);
      assertThat(ended.out()).contains("stopped before this worker had begun the run");
      other.rollback();
    }
    await()
        .atMost(java.time.Duration.ofMinutes(2))
        .until(
            () ->
                query(
                        "SELECT COUNT(*) FROM pg_stat_activity WHERE usename = '"
                            + USER
                            + "' AND state <> 'idle'")
                    .equals("0"));
    assertThat(query("SELECT COUNT(*) FROM reverification_run")).isEqualTo("0");
  }

  private BatchProcess worker(String parameters, String lease) throws IOException {
    Path own = Files.createDirectory(folder.resolve("worker-" + workers++));
    return BatchProcess.in(own)
        .with("batch.lease", lease)
        .env("KYC_DATABASE_URL", history.url() + parameters)
        .env("KYC_DATABASE_USER", USER)
        .env("KYC_DATABASE_PASSWORD_FILE", history.passwordFile())
        .env("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(folder).toString());
  }

  private static Process launch(BatchProcess batch) {
    return batch.launch(
        List.of(
            "reverify",
            Path.of("..", "config.yml").toAbsolutePath().toString(),
            "--select",
            "--run",
            RUN,
            "--rate",
            "5",
            "--progress",
            "none"));
  }

  private void awaitClosed(int items) {
    await()
        .atMost(java.time.Duration.ofMinutes(2))
        .until(
            () ->
                Integer.parseInt(
                        query(
                            "SELECT COUNT(*) FROM reverification_item"
                                + " WHERE closed_at IS NOT NULL"))
                    >= items);
  }

  private static void awaitLog(BatchProcess batch, String text) {
    await()
        .atMost(java.time.Duration.ofMinutes(2))
        .until(() -> Files.readString(batch.log()).contains(text));
  }

  private void assertEachItemHasOneResult() {
    assertThat(query("SELECT COUNT(*) FROM reverification_item WHERE state = 'done'"))
        .isEqualTo(ITEMS + "");
    assertThat(query("SELECT COUNT(*) FROM verification WHERE run = '" + RUN + "'"))
        .as("none is stored twice")
        .isEqualTo(ITEMS + "");
    assertThat(
            query(
                "SELECT COUNT(DISTINCT v.id) FROM reverification_item i JOIN verification v"
                    + " ON v.id = i.result AND v.reverifies = i.verification AND v.run = i.run"))
        .as("results, each of its own item")
        .isEqualTo(ITEMS + "");
  }

  private String query(String sql) {
    return postgres.query(history.url().replaceFirst(".*/", ""), sql).get(0);
  }
}
