package io.kycgateway.history.database;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.db.ManagedPooledDataSource;
import io.dropwizard.util.Duration;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.startup.StartupException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of the history: one connection of its own for the writer, so that readers cannot
 * take it, and a pool for everything else.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** What an operator runs on a schema that is behind. */
  public static final String MIGRATE = "java -jar kyc-gateway.jar db migrate config.yml";

  private static final String CREDENTIALS =
      "history.username (KYC_DATABASE_USER) and history.passwordFile"
          + " (KYC_DATABASE_PASSWORD_FILE)";
  private static final String WHERE = "history.url (KYC_DATABASE_URL): ";
  private static final Duration GUEST_TIMEOUT = Duration.seconds(30);
  private static final Executor SAME_THREAD = Runnable::run;

  private final HistoryConfiguration configuration;
  private final Connections connections;
  private @Nullable EmbeddedServer server;

  private Database(HistoryConfiguration configuration, Connections connections) {
    this.configuration = configuration;
    this.connections = connections;
  }

  /**
   * Opens it; an embedded one is made and migrated. One that cannot be reached now does not stop a
   * start: it may be back before this process is of use again.
   *
   * @throws StartupException if it refuses the user, or its schema is behind
   */
  public static Database open(HistoryConfiguration configuration, DatabasePassword password)
      throws StartupException {
    Database database = connected(configuration, password, /* isGuest= */ false);
    if (configuration.kind().isEmbedded()) {
      database.server = EmbeddedServer.serve(DatabaseKind.path(configuration.url())).orElse(null);
    }
    return database;
  }

  /**
   * Opens it for a process beside the gateway: an embedded one through the gateway that has it
   * open, and else itself.
   *
   * @throws StartupException as {@link #open}
   */
  public static Database join(HistoryConfiguration configuration, DatabasePassword password)
      throws StartupException {
    // No client waits for it: what is slow is waited for.
    return connected(configuration.withCommitTimeout(GUEST_TIMEOUT), password, /* isGuest= */ true);
  }

  private static Database connected(
      HistoryConfiguration configuration, DatabasePassword password, boolean isGuest)
      throws StartupException {
    EmbeddedServer.bindToLoopback();
    Database database =
        new Database(configuration, new Connections(configuration, password, isGuest));
    try {
      database.migrateEmbedded();
      try (Connection connection = database.connections.getConnection()) {
        switch (Schema.version(connection, configuration.kind())) {
          case BEHIND -> throw new StartupException(WHERE + behind());
          case AHEAD ->
              LOG.warn("history: the schema is newer than this version, which can use it");
          case CURRENT -> LOG.debug("history: the schema is current");
        }
      }
    } catch (SQLException e) {
      SqlFailure failure = SqlFailure.of(e);
      if (failure.kind() == SqlFailure.Kind.CREDENTIALS || configuration.kind().isEmbedded()) {
        throw new StartupException(WHERE + refused(failure, configuration));
      }
      LOG.warn(
          "history: the database {} cannot be reached (SQLSTATE {}); {}",
          configuration.address().orElseThrow(),
          failure.state(),
          isGuest ? "waiting for it" : "verifications are refused until it can");
    }
    return database;
  }

  private void migrateEmbedded() throws SQLException {
    if (!configuration.kind().isEmbedded()) {
      return;
    }
    boolean isBehind;
    try (Connection connection = connections.getConnection()) {
      isBehind = Schema.version(connection, configuration.kind()) == Schema.Version.BEHIND;
    }
    if (isBehind) {
      Schema.migrate(connections.getConnection());
    }
  }

  private static String behind() {
    return "the schema is behind: run " + MIGRATE;
  }

  private static String refused(SqlFailure failure, HistoryConfiguration configuration) {
    String reason =
        switch (failure.state()) {
          case "28P01" -> "the database refuses the user or its password: check " + CREDENTIALS;
          case "28000" ->
              "the database refuses the user: check "
                  + CREDENTIALS
                  + ", and on PostgreSQL what pg_hba.conf allows";
          case "08004" ->
              "the database asks for a password or for another kind of connection: check "
                  + CREDENTIALS
                  + ", and sslmode in the URL";
          case "3D000" -> "there is no such database";
          case "90020" ->
              "the file "
                  + DatabaseKind.file(configuration.url())
                  + " is in use by another process, a gateway or a re-verification that began"
                  + " without one: wait for its end or stop it, or use PostgreSQL";
          default -> "the database cannot be opened";
        };
    return reason + " (SQLSTATE " + failure.state() + ")";
  }

  /**
   * A connection for the writer, whose database has the schema that it needs.
   *
   * @throws SQLException if there is none
   */
  public Connection connectWriter() throws SQLException {
    Connection connection = connections.getConnection();
    try {
      // A server that hangs sends no error.
      connection.setNetworkTimeout(
          SAME_THREAD, Math.toIntExact(configuration.commitTimeout().toMilliseconds()));
      if (Schema.version(connection, configuration.kind()) == Schema.Version.BEHIND) {
        LOG.error("history: {}", behind());
        throw new SQLException("the schema is behind", "3F000");
      }
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Inserts all of them, or none; they are durable when this returns. */
  public void insert(Connection writer, List<VerificationRecord> records) throws SQLException {
    RecordInsert.insert(writer, records);
  }

  /** Inserts all of them, as a part of the connection's transaction. */
  public void insertUncommitted(Connection connection, List<VerificationRecord> records)
      throws SQLException {
    RecordInsert.insertUncommitted(connection, records);
  }

  /**
   * Does what an insert needs, and leaves nothing.
   *
   * @param id of no record
   */
  public void probe(Connection writer, UUID id) throws SQLException {
    RecordInsert.probe(writer, id);
  }

  /** The settings of the pool, for Dropwizard's health check of it. */
  public DataSourceFactory poolSettings() {
    DataSourceFactory factory = new DataSourceFactory();
    factory.setUrl(configuration.kind().completed(configuration.url()));
    factory.setInitialSize(0);
    factory.setMinSize(0);
    factory.setMaxSize(configuration.maxReadConnections());
    factory.setMaxWaitForConnection(Duration.seconds(1));
    factory.setCheckConnectionOnBorrow(true);
    factory.setValidationInterval(Duration.seconds(1));
    factory.setValidationQuery("SELECT 1");
    factory.setValidationQueryTimeout(Duration.seconds(1));
    factory.setLogValidationErrors(false);
    return factory;
  }

  /** A pool of connections for reading, measured there. */
  public ManagedDataSource pool(DataSourceFactory settings, MetricRegistry metrics) {
    ManagedDataSource pool = settings.build(metrics, "history");
    if (pool instanceof ManagedPooledDataSource tomcat) {
      // So that each new connection takes the password of the moment.
      tomcat.getPoolProperties().setDataSource(connections);
    }
    return pool;
  }

  /** The table of records, over that pool. */
  public VerificationTable table(Jdbi jdbi) {
    return new VerificationTable(jdbi, configuration.kind());
  }

  /** Tells other processes that an embedded one is no longer shared. */
  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }

  /** The settings of a single connection, for the command {@code db}. */
  public static DataSourceFactory settings(
      HistoryConfiguration configuration, DatabasePassword password) {
    DataSourceFactory factory = new DataSourceFactory();
    factory.setUrl(configuration.kind().completed(configuration.url()));
    if (!configuration.username().isBlank()) {
      factory.setUser(configuration.username());
    }
    // Of two, in a rotation, the first: a migration is not made in the middle of one.
    factory.setPassword(password.current().get(0));
    return factory;
  }
}
