package io.kycgateway.history.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Opens connections to the database, each with the password that is in force by then. */
final class Connections implements DataSource {
  private static final String FILE_IN_USE = "90020";

  private final HistoryConfiguration configuration;
  private final DatabasePassword password;
  private final boolean isGuest;

  /**
   * @param isGuest whether an embedded database may be used through the process that has it open
   */
  Connections(HistoryConfiguration configuration, DatabasePassword password, boolean isGuest) {
    this.configuration = configuration;
    this.password = password;
    this.isGuest = isGuest;
  }

  @Override
  public Connection getConnection() throws SQLException {
    DatabaseKind kind = configuration.kind();
    // Whole seconds, and at least one: PostgreSQL's driver has no smaller unit here.
    Properties properties = kind.properties(Math.max(1, configuration.commitTimeout().toSeconds()));
    Connection connection = openWithPassword(kind, properties);
    if (!kind.sessionStatement().isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(kind.sessionStatement());
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }
    return connection;
  }

  private Connection openWithPassword(DatabaseKind kind, Properties properties)
      throws SQLException {
    List<String> passwords = password.current();
    try {
      return open(kind, properties, passwords);
    } catch (SQLException e) {
      // The file may have changed within the last second, or be read by another thread just now.
      List<String> reread = SqlFailure.isOfCredentials(e) ? password.reread() : passwords;
      if (reread.equals(passwords)) {
        throw e;
      }
      return open(kind, properties, reread);
    }
  }

  private Connection open(DatabaseKind kind, Properties properties, List<String> passwords)
      throws SQLException {
    if (!configuration.username().isBlank()) {
      properties.setProperty("user", configuration.username());
      properties.setProperty("password", passwords.get(0));
    }
    try {
      return open(kind, properties);
    } catch (SQLException e) {
      // In a rotation the database has either the old password or the new one.
      if (passwords.size() == 1 || !SqlFailure.isOfCredentials(e)) {
        throw e;
      }
      return open(kind, properties, passwords.subList(1, passwords.size()));
    }
  }

  private Connection open(DatabaseKind kind, Properties properties) throws SQLException {
    try {
      return DriverManager.getConnection(kind.completed(configuration.url()), properties);
    } catch (SQLException e) {
      if (!isGuest || !FILE_IN_USE.equals(e.getSQLState())) {
        throw e;
      }
      Optional<String> served = EmbeddedServer.url(DatabaseKind.path(configuration.url()));
      try {
        if (served.isPresent()) {
          return DriverManager.getConnection(served.get(), properties);
        }
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String secret) throws SQLException {
    throw new SQLFeatureNotSupportedException("the user is configured");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
