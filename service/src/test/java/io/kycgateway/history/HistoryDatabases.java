package io.kycgateway.history;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import io.kycgateway.history.database.Database;
import io.kycgateway.history.database.DatabasePassword;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.database.TestSchema;
import io.kycgateway.history.database.VerificationTable;
import io.kycgateway.startup.StartupException;
import io.kycgateway.testing.PostgresProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Databases for tests of the history: each test runs on both kinds, PostgreSQL for real. */
public final class HistoryDatabases {
  private HistoryDatabases() {}

  /** A database with the schema, and what the gateway has of it. */
  public record Opened(
      HistoryConfiguration configuration, Database database, Jdbi jdbi, ManagedDataSource pool)
      implements AutoCloseable {

    public VerificationTable table() {
      return database.table(jdbi);
    }

    /** A connection as the writer has one. */
    public Connection writer() throws SQLException {
      return database.connectWriter();
    }

    @Override
    public void close() throws Exception {
      pool.stop();
    }
  }

  /** The kinds, to be opened by a test. */
  public enum Kind {
    H2,
    POSTGRESQL;

    /** A new database with the schema. */
    public Opened open() throws Exception {
      return HistoryDatabases.open(configuration());
    }

    /** A new database; the schema is there. */
    public HistoryConfiguration configuration() throws Exception {
      return switch (this) {
        case H2 -> of("jdbc:h2:file:" + Files.createTempDirectory("kyc-h2").resolve("history"), "");
        case POSTGRESQL -> migrated(PostgresProcess.shared());
      };
    }
  }

  public static Stream<Kind> kinds() {
    return Stream.of(Kind.values());
  }

  /** A new database of that server, migrated. */
  public static HistoryConfiguration migrated(PostgresProcess server) throws Exception {
    HistoryConfiguration configuration = of(server.newDatabase(), PostgresProcess.user());
    TestSchema.migrate(configuration);
    return configuration;
  }

  /**
   * A configuration whose commits may take 5 s: short enough to wait for their timeout, and so long
   * that a busy machine's pauses are none.
   */
  public static HistoryConfiguration of(String url, String user) {
    return new HistoryConfiguration(
        url, user, "", "", Duration.days(365), Duration.seconds(5), (Integer) 4);
  }

  /** Opens a database. */
  public static Opened open(HistoryConfiguration configuration) throws StartupException {
    Database database = Database.open(configuration, password(configuration));
    DataSourceFactory settings = database.poolSettings();
    ManagedDataSource pool = database.pool(settings, new MetricRegistry());
    return new Opened(configuration, database, Jdbi.create(pool), pool);
  }

  public static DatabasePassword password(HistoryConfiguration configuration)
      throws StartupException {
    return DatabasePassword.open(configuration, Clock.defaultClock());
  }

  /** Settings of config.yml for a gateway with an embedded database. */
  public static Map<String, String> embedded() throws IOException {
    Path folder = Files.createTempDirectory("kyc-h2");
    return Map.of(
        "history.url",
        "jdbc:h2:file:" + folder.resolve("history"),
        "history.keysFile",
        keysFile(folder).toString());
  }

  /** A line of a file of keys. */
  public static String key(String id, int seed) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) seed);
    return id + ":" + Base64.getEncoder().encodeToString(secret);
  }

  /** A file with one key. */
  public static Path keysFile(Path folder) throws IOException {
    return Files.write(
        folder.resolve("history-keys"), (key("k1", 1) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
