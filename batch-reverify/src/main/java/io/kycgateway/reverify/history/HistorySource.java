package io.kycgateway.reverify.history;

import io.kycgateway.common.DaemonThreads;
import io.kycgateway.reverify.history.database.ClaimedItem;
import io.kycgateway.reverify.history.database.ItemTable;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunDatabaseException;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.RecordSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Claims the items of a run, a few at a time. It has an end when every item is closed, or is this
 * worker's own: until then another worker may die, and leave its items.
 */
public final class HistorySource implements RecordSource, Closeable {
  private static final long POLL_MILLIS = 500;
  private static final long LAST_CLAIM_SECONDS = 5;

  private final RunDatabase database;
  private final String run;
  private final Lease lease;
  private final HeldItems held;
  private final KeptRequests requests;
  private final int batch;
  private final Queue<ClaimedItem> claimed = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  // Of its own: the reader is interrupted when a run stops, and a transaction must not be.
  private final ExecutorService claimer =
      Executors.newSingleThreadExecutor(DaemonThreads.named("reverify-claimer"));
  private boolean isUncertain;

  /**
   * @param batch how many items to claim at once
   */
  public HistorySource(
      RunDatabase database,
      String run,
      Lease lease,
      HeldItems held,
      KeptRequests requests,
      int batch) {
    this.database = database;
    this.run = run;
    this.lease = lease;
    this.held = held;
    this.requests = requests;
    this.batch = batch;
  }

  @Override
  public @Nullable ManifestLine next() throws IOException, InterruptedException {
    while (true) {
      @Nullable ClaimedItem item = claimed.poll();
      if (item == null) {
        if (!claim()) {
          return null;
        }
      } else if (held.isCertain(item)) {
        return requests.line(item);
      } else {
        // This process was suspended, or cut off: another worker may have closed it by now.
        held.remove(item.item());
        isUncertain = true;
      }
    }
  }

  /** Claims, or waits a moment; false: nothing is left for this worker. */
  private boolean claim() throws IOException, InterruptedException {
    Claim claim;
    try {
      claim = claimer.submit(this::claimOnce).get();
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() instanceof RunDatabaseException failure
              ? "claiming items failed: " + failure.getMessage()
              : "claiming items failed: " + e.getCause(),
          e.getCause());
    }
    for (ClaimedItem item : claim.items()) {
      held.add(item, claim.begun());
      claimed.add(item);
    }
    if (claim.items().isEmpty()) {
      if (!claim.isAnyLeft()) {
        return false;
      }
      boolean unused = closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
    return true;
  }

  private Claim claimOnce() throws InterruptedException {
    Claim claim =
        database.patiently(
            handle -> {
              long begun = held.now();
              List<ClaimedItem> items = isUncertain ? forgotten(handle) : List.of();
              // Until its end is known: it may be committed, and never be heard of.
              isUncertain = true;
              if (items.isEmpty()) {
                items = ItemTable.claim(handle, run, lease, batch);
              }
              boolean isAnyLeft =
                  items.isEmpty() && ItemTable.isAnyLeftToOthers(handle, run, lease.owner());
              return new Claim(items, begun, isAnyLeft);
            },
            () -> closed.getCount() == 0);
    isUncertain = false;
    return claim;
  }

  // What a claim took whose end was never learned, and what is still this worker's after all.
  private List<ClaimedItem> forgotten(Handle handle) {
    ItemTable.renew(handle, run, lease);
    return ItemTable.of(handle, run, lease.owner()).stream()
        .filter(item -> held.find(item.item()).isEmpty())
        .toList();
  }

  /** Ends waits; items that were claimed and not handed out are for the sink to give back. */
  @Override
  public void close() {
    closed.countDown();
    claimer.shutdown();
    try {
      boolean unused = claimer.awaitTermination(LAST_CLAIM_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
