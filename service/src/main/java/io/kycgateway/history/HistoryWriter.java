package io.kycgateway.history;

import com.codahale.metrics.Clock;
import io.kycgateway.common.DaemonThreads;
import io.kycgateway.common.UuidV7;
import io.kycgateway.history.database.Database;
import io.kycgateway.history.database.SqlFailure;
import io.kycgateway.history.record.VerificationRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records, on one thread and one connection. What arrives during a commit is written by the
 * next one: no record waits for company, and the busier it is, the larger the groups.
 */
final class HistoryWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);
  private static final int MAX_BATCH = 256;
  private static final int MAX_CONFLICTS = 5;
  private static final long RETRY_MILLIS = 100;
  private static final int IDLE_ROUNDS = 3;

  private final Database database;
  private final HistoryMetrics metrics;
  private final Availability availability;
  private final long commitNanos;
  private final Clock clock;
  private final BlockingQueue<PendingRecord> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final Thread thread = DaemonThreads.named("history-writer").newThread(this::run);
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Connection connection;
  private int idleRounds;

  /**
   * @param commitNanos the longest that a record may wait for its commit
   */
  HistoryWriter(
      Database database,
      HistoryMetrics metrics,
      Availability availability,
      long commitNanos,
      Clock clock) {
    this.database = database;
    this.metrics = metrics;
    this.availability = availability;
    this.commitNanos = commitNanos;
    this.clock = clock;
    metrics.observe(pending::get, availability::isAvailable);
  }

  /** Connects, or tries to, and begins to write. */
  void start() {
    idle();
    thread.start();
  }

  /** Hands a record over; {@link #await} must follow. */
  PendingRecord submit(VerificationRecord record) {
    PendingRecord one = new PendingRecord(record, clock.getTick());
    pending.incrementAndGet();
    queue.add(one);
    return one;
  }

  /** Waits for a record's commit; false: it failed, or took too long and is not waited for. */
  boolean await(PendingRecord one) {
    if (one.await(one.since() + commitNanos - clock.getTick())) {
      return true;
    }
    if (settle(one, /* isCommitted= */ false)) {
      return false;
    }
    // The writer was a moment earlier.
    return one.await(commitNanos);
  }

  // Counts each record once, by the writer or by its request.
  private boolean settle(PendingRecord one, boolean isCommitted) {
    if (!one.settle()) {
      return false;
    }
    pending.decrementAndGet();
    if (isCommitted) {
      metrics.committed(clock.getTick() - one.since());
    } else {
      metrics.failed();
    }
    // Counted before it is answered.
    one.complete(isCommitted);
    return true;
  }

  private void run() {
    List<PendingRecord> batch = new ArrayList<>(MAX_BATCH);
    while (closed.getCount() > 0 || !queue.isEmpty()) {
      try {
        @Nullable PendingRecord first = queue.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
          idle();
          continue;
        }
        batch.add(first);
        queue.drainTo(batch, MAX_BATCH - 1);
        write(batch);
      } catch (InterruptedException e) {
        LOG.debug("history: the writer is woken to stop");
      } catch (RuntimeException | Error e) {
        // Of no known kind, and the thread must outlive it.
        unexpected(e);
        batch.forEach(one -> settle(one, /* isCommitted= */ false));
      } finally {
        batch.clear();
      }
    }
    disconnect();
  }

  // Nothing to write: find out whether the database is gone, or back.
  private void idle() {
    boolean wasUp = availability.isUp();
    if (wasUp && ++idleRounds % IDLE_ROUNDS != 0) {
      return;
    }
    availability.begin();
    try {
      if (!wasUp) {
        database.probe(connected(), UuidV7.of(clock.getTime()));
        availability.up();
      } else if (!connected().isValid(idleTimeoutSeconds())) {
        throw new SQLException("the connection is lost", "08006");
      }
    } catch (SQLException e) {
      down(e);
    } finally {
      availability.end();
    }
  }

  // As long as a commit may take, which a database that hangs does not have: it is unavailable
  // after half of it. Less would take a pause of this process for a lost connection.
  private int idleTimeoutSeconds() {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(commitNanos));
  }

  private void write(List<PendingRecord> batch) throws InterruptedException {
    int conflicts = 0;
    while (true) {
      batch.removeIf(PendingRecord::isSettled);
      if (batch.isEmpty()) {
        return;
      }
      availability.begin();
      try {
        database.insert(connected(), batch.stream().map(PendingRecord::record).toList());
        availability.up();
        batch.forEach(one -> settle(one, /* isCommitted= */ true));
        return;
      } catch (SQLException e) {
        SqlFailure failure = SqlFailure.of(e);
        if (failure.kind() == SqlFailure.Kind.CONFLICT && ++conflicts < MAX_CONFLICTS) {
          rollback();
        } else if (failure.kind() == SqlFailure.Kind.DATA) {
          rollback();
          isolate(batch, failure);
        } else {
          down(e);
          waitBeforeRetry();
        }
      } finally {
        availability.end();
      }
    }
  }

  // One record that the database refuses must not take the others with it.
  private void isolate(List<PendingRecord> batch, SqlFailure failure) throws InterruptedException {
    if (batch.size() > 1) {
      for (PendingRecord one : List.copyOf(batch)) {
        write(new ArrayList<>(List.of(one)));
      }
    } else {
      LOG.error(
          "history: the database refuses the record {} (SQLSTATE {})",
          batch.get(0).record().id(),
          failure.state());
      settle(batch.get(0), /* isCommitted= */ false);
    }
  }

  private Connection connected() throws SQLException {
    Connection current = connection;
    if (current == null) {
      current = database.connectWriter();
      connection = current;
    }
    return current;
  }

  private void down(SQLException e) {
    disconnect();
    availability.down(SqlFailure.of(e).state());
  }

  // Its message may have values.
  private void unexpected(Throwable e) {
    LOG.error("history: internal error {} in the writer", e.getClass().getName());
    disconnect();
    availability.down(SqlFailure.of(e).state());
  }

  private void waitBeforeRetry() throws InterruptedException {
    // Not a sleep: it ends when the writer is closed.
    boolean unused = closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void rollback() {
    try {
      Connection current = connection;
      if (current != null) {
        current.rollback();
      }
    } catch (SQLException e) {
      disconnect();
    }
  }

  private void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      try {
        current.close();
      } catch (SQLException e) {
        LOG.debug("history: closing a connection failed (SQLSTATE {})", SqlFailure.of(e).state());
      }
    }
  }

  /** Writes what is pending, for as long as it may wait, and stops. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(commitNanos) + RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
