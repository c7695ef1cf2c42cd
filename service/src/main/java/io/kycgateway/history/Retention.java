package io.kycgateway.history;

import com.codahale.metrics.Clock;
import io.kycgateway.common.DaemonThreads;
import io.kycgateway.common.UuidV7;
import io.kycgateway.history.database.DatabaseUnavailableException;
import io.kycgateway.history.database.RunPurge;
import io.kycgateway.history.database.VerificationTable;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes records that are older than they may become, and runs over them that ended longer ago, in
 * small transactions with pauses, so that nothing else waits for it.
 */
final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int BATCH = 500;
  private static final long PAUSE_MILLIS = 50;
  private static final long INTERVAL_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final VerificationTable table;
  private final HistoryMetrics metrics;
  private final long keepMillis;
  private final Clock clock;
  // From the start on: an instance that has just begun is not one that never purges.
  private volatile long lastSuccess;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("history-retention"));

  Retention(VerificationTable table, HistoryMetrics metrics, long keepMillis, Clock clock) {
    this.table = table;
    this.metrics = metrics;
    this.keepMillis = keepMillis;
    this.clock = clock;
    this.lastSuccess = clock.getTime();
    metrics.observePurge(() -> lastSuccess);
  }

  void start() {
    schedule(PAUSE_MILLIS);
  }

  // Several gateways share a database; they should not all come at once.
  private void schedule(long millis) {
    long spread = ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    ScheduledFuture<?> unused =
        scheduler.schedule(this::runOnce, millis / 2 + spread, TimeUnit.MILLISECONDS);
  }

  private void runOnce() {
    long next = INTERVAL_MILLIS;
    try {
      if (!purgeBatch()) {
        next = PAUSE_MILLIS;
      }
    } catch (DatabaseUnavailableException e) {
      LOG.debug("history: the purge will be tried again", e);
    } catch (RuntimeException e) {
      LOG.error("history: internal error {} in the purge", e.getClass().getName());
    }
    if (!scheduler.isShutdown()) {
      schedule(next);
    }
  }

  /** Deletes one batch, of records or else of a run; true: nothing is left. */
  boolean purgeBatch() {
    long before = clock.getTime() - keepMillis;
    VerificationTable.Purged purged = table.purge(UuidV7.first(before), BATCH);
    metrics.purged(HistoryMetrics.PurgeReason.RETENTION, purged.records());
    if (purged.mayHaveMore()) {
      return false;
    }
    RunPurge.Purged run = table.runs().purge(Instant.ofEpochMilli(before), BATCH);
    metrics.purgedRuns(run.runs());
    if (run.mayHaveMore()) {
      return false;
    }
    lastSuccess = clock.getTime();
    return true;
  }

  @Override
  public void close() {
    scheduler.shutdown();
  }
}
