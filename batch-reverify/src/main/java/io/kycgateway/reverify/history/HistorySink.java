package io.kycgateway.reverify.history;

import io.kycgateway.common.DaemonThreads;
import io.kycgateway.history.database.SqlFailure;
import io.kycgateway.reverify.history.database.ItemClosing;
import io.kycgateway.reverify.history.database.ItemResult;
import io.kycgateway.reverify.history.database.ItemTable;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunDatabaseException;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.results.OutcomeLine;
import io.kycgateway.reverify.results.OutcomeSink;
import io.kycgateway.reverify.results.RecordOutcome;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the items of a run with their results, in groups, and renews the leases of those that are
 * in flight: both on one thread, so that they never wait for each other's locks. While the database
 * is down it waits, and so do the workers that hand it outcomes.
 */
public final class HistorySink implements OutcomeSink, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(HistorySink.class);
  private static final int QUEUE = 1024;
  private static final int GROUP = 256;
  private static final int GATHER_MILLIS = 10;
  private static final int RENEWALS_PER_LEASE = 4;
  private static final Duration LAST_WAIT = Duration.ofSeconds(10);

  // More, so that a database that is down is found out by its own failures.
  private static final Duration STOPPED_PATIENCE = LAST_WAIT.plusSeconds(2);

  // No one waits for the end: a last statement has its whole limit.
  private static final Duration PATIENCE = STOPPED_PATIENCE.plusSeconds(30);
  private static final long POLL_MILLIS = 100;
  private static final OutcomeLine END =
      new OutcomeLine(
          new RecordOutcome(0, null, Labels.NONE, 0, 0, false, false, null), "", null, new byte[0]);

  private final RunDatabase database;
  private final ItemClosing closing;
  private final String run;
  private final Lease lease;
  private final HeldItems held;
  private final Consumer<String> onFailure;
  private final BooleanSupplier isStopped;
  private final BlockingQueue<OutcomeLine> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = DaemonThreads.named("reverify-history").newThread(this::write);
  private final AtomicInteger written = new AtomicInteger();
  private volatile long lastWaitBegan;
  private long renewed;

  private HistorySink(
      RunDatabase database,
      ItemClosing closing,
      String run,
      Lease lease,
      HeldItems held,
      Consumer<String> onFailure,
      BooleanSupplier isStopped) {
    this.database = database;
    this.closing = closing;
    this.run = run;
    this.lease = lease;
    this.held = held;
    this.onFailure = onFailure;
    this.isStopped = isStopped;
    this.renewed = held.now();
  }

  /**
   * Starts writing.
   *
   * @param onFailure called with the reason when the database refuses an outcome for good
   * @param isStopped whether the worker was told to stop, and is waited for
   */
  public static HistorySink start(
      RunDatabase database,
      ItemClosing closing,
      String run,
      Lease lease,
      HeldItems held,
      Consumer<String> onFailure,
      BooleanSupplier isStopped) {
    HistorySink sink = new HistorySink(database, closing, run, lease, held, onFailure, isStopped);
    sink.thread.start();
    return sink;
  }

  @Override
  public void put(OutcomeLine line) throws InterruptedException {
    queue.put(line);
  }

  private void write() {
    List<OutcomeLine> group = new ArrayList<>(GROUP);
    boolean isLast = false;
    while (!isLast) {
      group.clear();
      try {
        gather(group);
        isLast = group.remove(END);
        close(results(group));
        renewIfDue();
      } catch (InterruptedException e) {
        LOG.debug("an interrupt without a purpose: what is queued must be written");
      } catch (RuntimeException | Error e) {
        // Its message may have values.
        LOG.error("history: internal error {} in the sink", e.getClass().getName());
        onFailure.accept("internal error, see the log");
      }
    }
    release();
  }

  private void gather(List<OutcomeLine> group) throws InterruptedException {
    @Nullable OutcomeLine first = queue.poll(renewalMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      group.add(first);
      boolean unused = closed.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
      queue.drainTo(group, GROUP - 1);
    }
  }

  private List<ItemResult> results(List<OutcomeLine> group) {
    List<ItemResult> results = new ArrayList<>();
    for (OutcomeLine line : group) {
      held.find(line.outcome().line())
          .map(item -> new ItemResult(item, line.outcome(), line.detail(), line.verification()))
          .ifPresent(results::add);
    }
    return results;
  }

  private void close(List<ItemResult> results) throws InterruptedException {
    if (results.isEmpty()) {
      return;
    }
    try {
      Set<Long> lost =
          database.patiently(handle -> closing.close(handle, run, results), this::isAbandoned);
      written.incrementAndGet();
      if (!lost.isEmpty()) {
        LOG.warn("{} results were refused: another worker had taken the items over", lost.size());
      }
      results.forEach(one -> held.remove(one.item().item()));
    } catch (RunDatabaseException e) {
      refused(results, e);
    }
  }

  // One record that the database refuses must not take the others with it.
  private void refused(List<ItemResult> results, RunDatabaseException e)
      throws InterruptedException {
    if (e.kind() != SqlFailure.Kind.DATA) {
      LOG.error(
          "{} outcomes are not written, the database cannot be used ({}): their items are verified"
              + " again",
          results.size(),
          e.getMessage());
      onFailure.accept("the history's database cannot be used (" + e.getMessage() + ")");
    } else if (results.size() > 1) {
      for (ItemResult one : results) {
        close(List.of(one));
      }
    } else {
      RefusedResult.withoutRecord(results.get(0))
          .ifPresentOrElse(this::closeQuietly, () -> failed(e));
    }
  }

  private void closeQuietly(ItemResult one) {
    try {
      close(List.of(one));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(RunDatabaseException e) {
    onFailure.accept("the history's database refuses a result (" + e.getMessage() + ")");
  }

  private long renewalMillis() {
    return TimeUnit.SECONDS.toMillis(lease.seconds()) / RENEWALS_PER_LEASE;
  }

  private void renewIfDue() {
    long now = held.now();
    if (held.size() == 0 || now - renewed < TimeUnit.MILLISECONDS.toNanos(renewalMillis())) {
      return;
    }
    try {
      database.inTransaction(
          handle -> {
            ItemTable.renew(handle, run, lease);
            return true;
          });
      renewed = now;
      held.renewed(now);
    } catch (RunDatabaseException e) {
      LOG.warn("history: the leases could not be renewed ({}), trying again", e.getMessage());
    }
  }

  private void release() {
    try {
      int released =
          database.patiently(
              handle -> ItemTable.release(handle, run, lease.owner()), this::isAbandoned);
      if (released > 0) {
        LOG.info("{} items were given back for other workers", released);
      }
    } catch (RunDatabaseException e) {
      LOG.warn(
          "history: items could not be given back ({}); others take them in {} s",
          e.getMessage(),
          lease.seconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAbandoned() {
    return closed.getCount() == 0 && held.now() - lastWaitBegan > LAST_WAIT.toNanos();
  }

  private Duration patience() {
    return isStopped.getAsBoolean() ? STOPPED_PATIENCE : PATIENCE;
  }

  /**
   * Writes what is queued, gives back what is not verified, and ends. A database that does not
   * answer is abandoned.
   */
  @Override
  public void close() {
    lastWaitBegan = held.now();
    closed.countDown();
    try {
      boolean isQueued = false;
      int before = written.get();
      long progress = lastWaitBegan;
      while (thread.isAlive() && held.now() - progress < patience().toNanos()) {
        isQueued = isQueued || queue.offer(END, POLL_MILLIS, TimeUnit.MILLISECONDS);
        thread.join(POLL_MILLIS);
        if (written.get() != before) {
          before = written.get();
          progress = held.now();
        }
      }
      if (thread.isAlive()) {
        database.abandon();
        LOG.error(
            "history: the database does not answer; {} items are left to other workers, which take"
                + " them in {} s at most",
            held.size(),
            lease.seconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
