package io.kycgateway.history;

import io.kycgateway.history.record.VerificationRecord;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A record on its way into the database. It is settled once: by the writer, or by the request that
 * has waited for it long enough.
 */
final class PendingRecord {
  private final VerificationRecord record;
  private final long since;
  private final AtomicBoolean settled = new AtomicBoolean();
  private final CompletableFuture<Boolean> committed = new CompletableFuture<>();

  /**
   * @param since when the outcome was known, in ticks of the writer's clock
   */
  PendingRecord(VerificationRecord record, long since) {
    this.record = record;
    this.since = since;
  }

  VerificationRecord record() {
    return record;
  }

  long since() {
    return since;
  }

  /** Takes the right to {@link #complete} it; false: it was taken before. */
  boolean settle() {
    return settled.compareAndSet(false, true);
  }

  /** Tells the request, which may answer now. */
  void complete(boolean isCommitted) {
    boolean unused = committed.complete(isCommitted);
  }

  boolean isSettled() {
    return settled.get();
  }

  /** Waits until it is complete or that time is over, and tells whether it is committed. */
  boolean await(long nanos) {
    try {
      return committed.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }
}
