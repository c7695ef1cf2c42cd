package io.kycgateway.history.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.startup.StartupException;
import io.kycgateway.testing.PostgresProcess;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The change of a PostgreSQL that is in use, from the schema of the release before. */
class SchemaUpgradeIT {
  private static final String INDEXES =
      "SELECT relname || ' ' || indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
          + " WHERE relname IN ('reverification_item_open', 'reverification_item_leased')"
          + " ORDER BY relname DESC";
  private static final List<String> VALID =
      List.of("reverification_item_open true", "reverification_item_leased true");

  private HistoryConfiguration configuration;

  @BeforeEach
  void releaseBefore() throws Exception {
    configuration = Kind.POSTGRESQL.configuration();
    TestSchema.withoutItemIndexes(configuration);
    TestRuns.insert(configuration, "run", Instant.now(), null, 100);
  }

  @Test
  void start_onTheSchemaOfTheReleaseBefore_isRefused() throws Exception {
    assertThatThrownBy(() -> HistoryDatabases.open(configuration))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("db migrate config.yml");

    TestSchema.migrate(configuration);

    HistoryDatabases.open(configuration).close();
    assertThat(query(INDEXES)).isEqualTo(VALID);
  }

  @Test
  void migration_besideATransactionThatLasts_holdsUpNoWorker() throws Exception {
    try (Connection lasting = TestSchema.connect(configuration);
        Statement work = lasting.createStatement()) {
      lasting.setAutoCommit(false);
      int unused = work.executeUpdate("UPDATE reverification_item SET attempts = 7 WHERE item = 1");
      CompletableFuture<Void> migration =
          inBackground(
              () -> {
                TestSchema.migrate(configuration);
                return null;
              });
      await()
          .until(
              () ->
                  migration.isDone()
                      || !query(
                              "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                  + " AND query LIKE '%INDEX%reverification_item%'")
                          .isEmpty());

      TestSchema.execute(
          configuration,
          "SET lock_timeout = '2s'",
          "UPDATE reverification_item SET state = 'leased', lease_owner = 'w' WHERE item = 2");

      lasting.commit();
      migration.join();
    }
    assertThat(query(INDEXES)).isEqualTo(VALID);
  }

  @Test
  void migration_afterOneThatWasInterrupted_makesTheIndexAnew() throws Exception {
    TestSchema.execute(
        configuration,
        "CREATE INDEX reverification_item_open ON reverification_item (run, item)",
        "UPDATE pg_index SET indisvalid = FALSE"
            + " WHERE indexrelid = CAST('reverification_item_open' AS REGCLASS)");

    TestSchema.migrate(configuration);

    assertThat(query(INDEXES)).isEqualTo(VALID);
    assertThat(query("SELECT pg_get_indexdef(CAST('reverification_item_open' AS REGCLASS))").get(0))
        .contains("WHERE");
  }

  private List<String> query(String sql) {
    return PostgresProcess.shared().query(configuration.url().replaceFirst(".*/", ""), sql);
  }

  private static CompletableFuture<Void> inBackground(Callable<Void> task) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return task.call();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }
}
