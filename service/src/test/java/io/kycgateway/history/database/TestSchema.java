package io.kycgateway.history.database;

import io.dropwizard.util.Duration;
import io.kycgateway.history.HistoryDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What tests do to a schema. */
public final class TestSchema {
  private TestSchema() {}

  /** Brings a database up to date, as {@code db migrate} does: in as long as it takes. */
  public static void migrate(HistoryConfiguration configuration) throws Exception {
    Schema.migrate(connect(configuration.withCommitTimeout(Duration.minutes(2))));
  }

  /** Makes the schema what it was before {@code 3-item-indexes}. */
  static void withoutItemIndexes(HistoryConfiguration configuration) throws Exception {
    execute(
        configuration,
        "DROP INDEX reverification_item_open",
        "DROP INDEX reverification_item_leased",
        "DELETE FROM databasechangelog WHERE id = '3-item-indexes'");
  }

  /** Executes statements. */
  public static void execute(HistoryConfiguration configuration, String... statements)
      throws Exception {
    try (Connection connection = connect(configuration);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        boolean unused = statement.execute(sql);
      }
    }
  }

  static Connection connect(HistoryConfiguration configuration) throws Exception {
    return new Connections(
            configuration, HistoryDatabases.password(configuration), /* isGuest= */ false)
        .getConnection();
  }

  static Schema.Version version(HistoryConfiguration configuration) throws Exception {
    try (Connection connection = connect(configuration)) {
      return Schema.version(connection, configuration.kind());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
