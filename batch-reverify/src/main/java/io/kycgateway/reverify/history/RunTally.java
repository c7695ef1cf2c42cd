package io.kycgateway.reverify.history;

import io.kycgateway.common.DaemonThreads;
import io.kycgateway.reverify.history.database.ClosedItems;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunDatabaseException;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.history.database.RunTable;
import io.kycgateway.reverify.results.RecordOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the outcomes of all workers of a run, each once, by reading back what they closed: what a
 * worker shows and pushes is the run's, and at its end equal to the database. All of it is done on
 * one thread, which is never interrupted.
 */
public final class RunTally implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunTally.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /**
   * A transaction is seen at its commit, under the time of its beginning. What took longer than
   * this is found at the end, when everything is read.
   */
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  private final RunDatabase database;
  private final String run;
  private final Lease publishing;
  private final HistoryRunMetrics metrics;
  private final Consumer<RecordOutcome> onOutcome;
  private final BitSet counted = new BitSet();
  private @Nullable Instant latest;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("reverify-tally"));

  /**
   * @param publishing for how long a worker has the right to push; of this worker
   * @param onOutcome takes each outcome once
   */
  public RunTally(
      RunDatabase database,
      String run,
      Lease publishing,
      HistoryRunMetrics metrics,
      Consumer<RecordOutcome> onOutcome) {
    this.database = database;
    this.run = run;
    this.publishing = publishing;
    this.metrics = metrics;
    this.onOutcome = onOutcome;
  }

  /** Reads what is there, and goes on reading. */
  public void start() {
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            () -> attempt(this::readClosed), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (RunDatabaseException e) {
      LOG.debug("history: reading the run failed, it is tried again", e);
    } catch (RuntimeException e) {
      // An exception would cancel the schedule.
      LOG.error("history: reading the run failed", e);
    }
  }

  private void readClosed() {
    @Nullable Instant since = latest == null ? null : latest.minus(OVERLAP);
    latest = database.inTransaction(handle -> ClosedItems.read(handle, run, since, this::count));
  }

  private void count(RecordOutcome outcome) {
    int item = Math.toIntExact(outcome.line());
    // A transaction that failed half-way is repeated.
    if (!counted.get(item)) {
      counted.set(item);
      onOutcome.accept(outcome);
    }
  }

  private void readStates() {
    database.inTransaction(
        handle -> {
          RunRecord current = RunTable.find(handle, run).orElseThrow();
          metrics.update(
              RunTable.states(handle, run), RunTable.workers(handle, run), current.leasesLost());
          return true;
        });
  }

  /**
   * Brings everything up to date for a push, and takes or renews the right to it.
   *
   * @return false: another worker pushes, or the database cannot say
   */
  public boolean mayPush() {
    return onThread(
        () -> {
          boolean isOurs = leasePublishing();
          if (isOurs) {
            readClosed();
            readStates();
          }
          return isOurs;
        });
  }

  /** Takes or renews the right to push, without bringing anything up to date. */
  public boolean takePublishing() {
    return onThread(this::leasePublishing);
  }

  private boolean leasePublishing() {
    return database.inTransaction(handle -> RunTable.leasePublishing(handle, run, publishing));
  }

  /** Gives the right to push back. */
  public void pushed(boolean isPublished) {
    boolean unused =
        onThread(
            () -> {
              database.inTransaction(
                  handle -> {
                    RunTable.releasePublishing(handle, run, publishing.owner(), isPublished);
                    return true;
                  });
              return true;
            });
  }

  private boolean onThread(Callable<Boolean> task) {
    try {
      return thread.submit(task).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.debug("history: the run cannot be read or changed", e.getCause());
    }
    return false;
  }

  /**
   * Completes the run if all of its items are closed, and counts every one of them.
   *
   * @param isAbandoned whether to go on without the database, asked while it is down
   * @throws RunDatabaseException if it was abandoned, or had been before
   */
  public RunRecord finish(BooleanSupplier isAbandoned) throws InterruptedException {
    // The thread may be in a transaction that has no end.
    database.requireAnswers();
    Future<RunRecord> last =
        thread.submit(
            () -> {
              RunRecord end =
                  database.patiently(handle -> RunTable.completeIfDone(handle, run), isAbandoned);
              latest =
                  database.patiently(
                      handle -> ClosedItems.read(handle, run, null, this::count), isAbandoned);
              readStates();
              return end;
            });
    try {
      return last.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RunDatabaseException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /** Reads nothing more. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      boolean unused = thread.awaitTermination(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
