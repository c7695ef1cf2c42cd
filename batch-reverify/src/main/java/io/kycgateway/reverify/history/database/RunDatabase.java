package io.kycgateway.reverify.history.database;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.db.ManagedDataSource;
import io.kycgateway.history.database.Database;
import io.kycgateway.history.database.DatabasePassword;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.database.SqlFailure;
import io.kycgateway.startup.StartupException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions on the history's database. No exception of the library leaves: their messages have
 * the statements' values. Safe for use by many threads, none of which may be interrupted in a
 * transaction: an embedded database would close its file.
 */
public final class RunDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunDatabase.class);
  private static final int MAX_CONFLICTS = 20;
  private static final long RETRY_MILLIS = 200;
  private static final Executor SAME_THREAD = Runnable::run;

  // As after a timeout: the connection does not answer.
  private static final SqlFailure NO_ANSWER = new SqlFailure(SqlFailure.Kind.UNAVAILABLE, "08006");

  private final String address;
  private final Database database;
  private final ManagedDataSource pool;
  private final Jdbi jdbi;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean isDown;
  private volatile boolean wasAbandoned;

  private RunDatabase(String address, Database database, ManagedDataSource pool) {
    this.address = address;
    this.database = database;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * Opens it.
   *
   * @throws StartupException if it refuses the user, or its schema is behind
   */
  public static RunDatabase open(HistoryConfiguration configuration, DatabasePassword password)
      throws StartupException {
    Database database = Database.join(configuration, password);
    // Not in the registry of the run: the pool is not what is measured here.
    return new RunDatabase(
        configuration.address().orElseThrow(),
        database,
        database.pool(database.poolSettings(), new MetricRegistry()));
  }

  /** The database itself, for what inserts into it. */
  public Database database() {
    return database;
  }

  /**
   * Does work in a transaction, again after a conflict with another one.
   *
   * @throws RunDatabaseException if the database does not do it
   */
  public <T> T inTransaction(TransactionWork<T> work) {
    return inTransaction(work, Duration.ZERO);
  }

  /**
   * The same without the usual limit on the time of a statement, such as one that selects a million
   * records.
   *
   * @param limit zero: the usual one
   */
  public <T> T inTransaction(TransactionWork<T> work, Duration limit) {
    for (int attempt = 1; ; attempt++) {
      requireAnswers();
      try {
        T result = jdbi.inTransaction(handle -> within(limit, handle, work));
        up();
        return result;
      } catch (Exception e) {
        // A failure of ours has no SQLSTATE, and no repetition helps.
        if (e instanceof RuntimeException own && !(e instanceof JdbiException)) {
          throw own;
        }
        SqlFailure failure = SqlFailure.of(e);
        if (failure.kind() != SqlFailure.Kind.CONFLICT || attempt == MAX_CONFLICTS) {
          throw failed(failure);
        }
      }
    }
  }

  private RunDatabaseException failed(SqlFailure failure) {
    return new RunDatabaseException(address, failure);
  }

  private static <T> T within(Duration limit, Handle handle, TransactionWork<T> work)
      throws Exception {
    if (limit.isZero()) {
      return work.withHandle(handle);
    }
    Connection connection = handle.getConnection();
    int before = connection.getNetworkTimeout();
    connection.setNetworkTimeout(SAME_THREAD, Math.toIntExact(limit.toMillis()));
    try {
      return work.withHandle(handle);
    } finally {
      restoreTimeout(connection, before);
    }
  }

  // Whatever came of it, the connection goes back to the pool. One that broke must not hide what
  // broke it.
  private static void restoreTimeout(Connection connection, int before) {
    try {
      connection.setNetworkTimeout(SAME_THREAD, before);
    } catch (SQLException e) {
      LOG.debug("history: a connection is lost ({})", e.getSQLState());
    }
  }

  /**
   * Does work in a transaction, again for as long as the database cannot be reached.
   *
   * @param isAbandoned asked after each failure: whether to go on without it
   * @throws RunDatabaseException if it is abandoned, or the database refuses it
   */
  public <T> T patiently(TransactionWork<T> work, BooleanSupplier isAbandoned)
      throws InterruptedException {
    while (true) {
      try {
        return inTransaction(work);
      } catch (RunDatabaseException e) {
        if (e.kind() == SqlFailure.Kind.DATA || isAbandoned.getAsBoolean()) {
          throw e;
        }
        down(e);
        // Not a sleep: it ends when the database is closed.
        if (closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
          throw e;
        }
      }
    }
  }

  private void down(RunDatabaseException e) {
    if (!isDown) {
      isDown = true;
      LOG.warn("history: the database cannot be used ({}); waiting for it", e.getMessage());
    }
  }

  private void up() {
    if (isDown) {
      isDown = false;
      LOG.info("history: the database can be used again");
    }
  }

  /**
   * Does nothing more: a database that hangs must not hold up the end of its process. Transactions
   * that are asked for fail at once; those under way are left to their threads.
   */
  public void abandon() {
    wasAbandoned = true;
    closed.countDown();
  }

  /**
   * Fails if it was abandoned.
   *
   * @throws RunDatabaseException it was
   */
  public void requireAnswers() {
    if (wasAbandoned) {
      throw failed(NO_ANSWER);
    }
  }

  /** Ends waits for the database. */
  @Override
  public void close() {
    closed.countDown();
    try {
      pool.stop();
    } catch (Exception e) {
      LOG.debug("closing the connections failed", e);
    }
  }
}
