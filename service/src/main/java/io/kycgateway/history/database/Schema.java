package io.kycgateway.history.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** The schema that this version needs, and how a database compares with it. */
public final class Schema {
  /** The changes, as a resource; also of {@code db migrate}. */
  public static final String CHANGES = "history/changes.sql";

  private static final List<String> IDS = List.of("1-verification", "2-reverification");

  /** How the schema of a database compares. */
  public enum Version {
    CURRENT,
    /** Changes are missing: {@code db migrate} was not run. */
    BEHIND,
    /** A newer version has migrated it. Changes only ever add, so that this one still works. */
    AHEAD
  }

  private Schema() {}

  /** The ids of the changes in that resource that are of a kind of database, oldest first. */
  static List<String> ids(DatabaseKind kind) {
    return Stream.concat(IDS.stream(), kind.ownChanges().stream()).toList();
  }

  /** Compares the schema of a connection's database, which is of that kind. */
  static Version version(Connection connection, DatabaseKind kind) throws SQLException {
    List<String> needed = ids(kind);
    Set<String> applied = applied(connection);
    if (!applied.containsAll(needed)) {
      return Version.BEHIND;
    }
    return applied.size() > needed.size() ? Version.AHEAD : Version.CURRENT;
  }

  private static Set<String> applied(Connection connection) throws SQLException {
    Set<String> ids = new HashSet<>();
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "databasechangelog", null)) {
      if (!tables.next()) {
        return ids;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM databasechangelog")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  /**
   * Brings the schema up to date, and closes the connection.
   *
   * @throws SQLException if a change fails
   */
  static void migrate(Connection connection) throws SQLException {
    try {
      // Its reports go to the log: standard output is for commands.
      Scope.child(Map.of(Scope.Attr.ui.name(), new LoggerUIService()), () -> update(connection));
    } catch (SQLException e) {
      throw e;
    } catch (Exception e) {
      throw new SQLException("the schema cannot be brought up to date", e);
    }
  }

  private static void update(Connection connection) throws LiquibaseException {
    try (Liquibase liquibase =
        new Liquibase(CHANGES, new ClassLoaderResourceAccessor(), new JdbcConnection(connection))) {
      liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
      liquibase.update(new Contexts());
    }
  }
}
