package io.kycgateway.reverify.run;

import io.kycgateway.common.DaemonThreads;
import io.kycgateway.common.VirtualThreads;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.reverify.results.OutcomeSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that verify records and hand their outcomes to the sink. Records in flight, waiting
 * ones too, are bounded in number and in bytes.
 */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final String WORKER = "reverify-";
  private static final long AFTER_INTERRUPT_SECONDS = 2;

  private final RecordVerifier verifier;
  private final OutcomeSink sink;
  private final StopSignal stop;
  private final ExecutorService pool;
  private final int slotCount;
  private final Semaphore slots;
  private final int bytesInFlight;
  private final Semaphore bytes;

  /**
   * @param stop is requested when an outcome cannot be determined or handed over
   * @param threads number of records that are verified at once
   * @param bytesInFlight limit of the manifest's bytes in flight
   */
  Workers(
      RecordVerifier verifier, OutcomeSink sink, StopSignal stop, int threads, int bytesInFlight) {
    this.verifier = verifier;
    this.sink = sink;
    this.stop = stop;
    this.pool = Executors.newFixedThreadPool(threads, threadFactory());
    // Twice the workers: the next record of each is read ahead.
    this.slotCount = 2 * threads;
    this.slots = new Semaphore(slotCount);
    this.bytesInFlight = bytesInFlight;
    this.bytes = new Semaphore(bytesInFlight);
  }

  // Workers spend nearly all of their time waiting for modules.
  private static ThreadFactory threadFactory() {
    if (VirtualThreads.areAvailable()) {
      return VirtualThreads.factory(WORKER);
    }
    return DaemonThreads.numbered(WORKER);
  }

  /** Hands a record over; blocks while as many records or bytes are in flight as are allowed. */
  void submit(ManifestRecord record) throws InterruptedException {
    int size = Math.min(record.bytes(), bytesInFlight);
    bytes.acquire(size);
    try {
      slots.acquire();
    } catch (InterruptedException e) {
      bytes.release(size);
      throw e;
    }
    pool.execute(() -> verify(record, size));
  }

  private void verify(ManifestRecord record, int size) {
    try {
      var written = verifier.verify(record);
      if (written.isPresent()) {
        sink.put(written.get());
      }
    } catch (InterruptedException e) {
      // Cancelled: the next run verifies the record.
    } catch (RuntimeException | Error e) {
      LOG.error("processing line {} failed", record.line(), e);
      stop.request("internal error, see the log");
    } finally {
      bytes.release(size);
      slots.release();
    }
  }

  /** Waits until no record is in flight. */
  void awaitIdle() throws InterruptedException {
    slots.acquire(slotCount);
    slots.release(slotCount);
  }

  /**
   * Lets records in flight finish, and cancels those that have not at the grace period's end; no
   * more may be submitted.
   */
  void finish(Duration grace) throws InterruptedException {
    if (slots.tryAcquire(slotCount, grace.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    int inFlight = slotCount - slots.availablePermits();
    List<Runnable> neverBegun = pool.shutdownNow();
    LOG.warn(
        "the grace period is over: {} records cancelled, the next run verifies them", inFlight);
    boolean unused =
        slots.tryAcquire(slotCount - neverBegun.size(), AFTER_INTERRUPT_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends the threads; none has work any more. */
  void shutdown() {
    pool.shutdown();
  }
}
