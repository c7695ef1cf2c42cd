package io.kycgateway.history.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.startup.StartupException;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a start compares the schema, and what it makes of a database that refuses it. */
class DatabaseIT {
  @ParameterizedTest
  @CsvSource({"H2, h2", "POSTGRESQL, postgresql"})
  void ids_ofTheChanges_areThoseOfTheFile(DatabaseKind kind, String dbms) throws Exception {
    String changes =
        new String(
            Schema.class.getClassLoader().getResourceAsStream(Schema.CHANGES).readAllBytes(),
            StandardCharsets.UTF_8);
    List<String> ids =
        Pattern.compile("(?m)^--changeset kyc-gateway:(\\S+)(?: dbms:(\\S+))?.*$")
            .matcher(changes)
            .results()
            .filter(found -> found.group(2) == null || found.group(2).equals(dbms))
            .map(found -> found.group(1))
            .toList();

    assertThat(Schema.ids(kind)).isNotEmpty().isEqualTo(ids);
  }

  /**
   * A database that was migrated refuses a change that is not what it was: an upgrade would fail.
   */
  @Test
  void checksums_ofReleasedChanges_neverChange() throws Exception {
    HistoryConfiguration configuration = Kind.POSTGRESQL.configuration();

    assertThat(
            PostgresProcess.shared()
                .query(
                    configuration.url().replaceFirst(".*/", ""),
                    "SELECT id || ' ' || md5sum FROM databasechangelog ORDER BY orderexecuted"))
        .startsWith(
            "1-verification 9:c2cf0021ff46cde53dd3dac416046e14",
            "2-reverification 9:538d38a89e64e4416449a35d34e66346",
            "3-item-indexes 9:c8d37565a76d251be83119043f8e5d35");
  }

  @Test
  void schema_ofBeforeTheCommentsMoved_isCurrent() throws Exception {
    HistoryConfiguration configuration = Kind.POSTGRESQL.configuration();
    TestSchema.execute(
        configuration,
        "UPDATE databasechangelog SET md5sum = '9:a22d138cb7a2796236b3dc4fef5d21aa' WHERE id ="
            + " '1-verification'");

    assertThatCode(() -> TestSchema.migrate(configuration)).doesNotThrowAnyException();
  }

  @Test
  void schema_thatIsMissing_stopsTheStartAndNamesTheCommand() {
    HistoryConfiguration empty =
        HistoryDatabases.of(PostgresProcess.shared().newDatabase(), PostgresProcess.user());

    assertThatThrownBy(() -> HistoryDatabases.open(empty))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("db migrate config.yml")
        .hasMessageContaining("KYC_DATABASE_URL");
  }

  @Test
  void schema_thatIsBehind_stopsTheStart() throws Exception {
    HistoryConfiguration configuration = Kind.POSTGRESQL.configuration();
    assertThat(TestSchema.version(configuration)).isEqualTo(Schema.Version.CURRENT);

    TestSchema.execute(configuration, "DELETE FROM databasechangelog");

    assertThat(TestSchema.version(configuration)).isEqualTo(Schema.Version.BEHIND);
    assertThatThrownBy(() -> HistoryDatabases.open(configuration))
        .hasMessageContaining("the schema is behind");
  }

  @Test
  void schema_thatIsAhead_isUsed() throws Exception {
    HistoryConfiguration configuration = Kind.POSTGRESQL.configuration();
    TestSchema.execute(
        configuration,
        "INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted,"
            + " exectype) VALUES ('99-future', 'x', 'x', now(), 99, 'EXECUTED')");

    assertThat(TestSchema.version(configuration)).isEqualTo(Schema.Version.AHEAD);
    assertThatCode(() -> HistoryDatabases.open(configuration).close()).doesNotThrowAnyException();
  }

  @Test
  void schema_ofTheEmbeddedOne_isMadeAtTheStartAndKept() throws Exception {
    HistoryConfiguration configuration = Kind.H2.configuration();
    assertThat(TestSchema.version(configuration)).isEqualTo(Schema.Version.BEHIND);

    HistoryDatabases.open(configuration).close();
    HistoryDatabases.open(configuration).close();

    assertThat(TestSchema.version(configuration)).isEqualTo(Schema.Version.CURRENT);
  }

  @Test
  void user_thatIsUnknown_stopsTheStart() throws Exception {
    HistoryConfiguration configuration =
        HistoryDatabases.of(PostgresProcess.shared().newDatabase(), "stranger");

    assertThatThrownBy(() -> HistoryDatabases.open(configuration))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("history.username")
        .hasMessageNotContaining("stranger");
  }

  @Test
  void database_thatIsUnknown_stopsTheStart() {
    String url = PostgresProcess.shared().newDatabase() + "x";

    assertThatThrownBy(
            () -> HistoryDatabases.open(HistoryDatabases.of(url, PostgresProcess.user())))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("no such database");
  }

  @Test
  void database_thatIsDown_doesNotStopTheStart() throws Exception {
    HistoryConfiguration down =
        HistoryDatabases.of(
            "jdbc:postgresql://127.0.0.1:" + RedisProcess.freePort() + "/history",
            PostgresProcess.user());

    try (HistoryDatabases.Opened opened = HistoryDatabases.open(down)) {
      assertThatThrownBy(opened::writer).isInstanceOf(SQLException.class);
    }
  }

  /** A process that loses its network in a transaction keeps its locks for that long. */
  @ParameterizedTest
  @CsvSource({
    "synchronous_commit, off, on",
    "synchronous_commit, local, local",
    "idle_in_transaction_session_timeout, 0, 1min",
    "idle_in_transaction_session_timeout, 5s, 5s"
  })
  void settingOfTheServer_thatLosesRecordsOrKeepsLocks_isNotTaken(
      String setting, String ofTheServer, String ofASession) throws Exception {
    HistoryConfiguration configuration = Kind.POSTGRESQL.configuration();
    String name = configuration.url().replaceFirst(".*/", "");
    PostgresProcess.shared()
        .execute(
            "postgres", "ALTER DATABASE " + name + " SET " + setting + " = '" + ofTheServer + "'");

    try (HistoryDatabases.Opened opened = HistoryDatabases.open(configuration);
        Connection writer = opened.writer();
        var shown = writer.createStatement().executeQuery("SHOW " + setting)) {
      assertThat(shown.next()).isTrue();
      assertThat(shown.getString(1)).isEqualTo(ofASession);
    }
  }
}
