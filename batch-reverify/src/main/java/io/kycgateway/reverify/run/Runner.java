package io.kycgateway.reverify.run;

import io.kycgateway.common.VirtualThreads;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.ManifestChangedException;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestReader;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.reverify.results.ResultWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a manifest: one thread reads, workers verify, one thread writes. Everything between them is
 * bounded, in records and in bytes, so memory does not grow with the manifest.
 */
public final class Runner {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
  private static final String WORKER = "reverify-";
  private static final long AFTER_INTERRUPT_SECONDS = 2;

  private final ManifestReader manifest;
  private final RecordVerifier verifier;
  private final ResultWriter writer;
  private final StopSignal stop;
  private final Duration grace;
  private final LineCount lines;
  private final Begin begin;
  private final ExecutorService workers;
  private final int slotCount;
  private final Semaphore slots;
  private final int bytesInFlight;
  private final Semaphore bytes;

  /** What is to be done once, before the first line that has work. */
  @FunctionalInterface
  public interface Begin {
    void run() throws IOException;
  }

  /**
   * @param workers number of worker threads
   * @param bytesInFlight limit of the manifest's bytes in flight
   * @param lines counts the lines of this shard
   * @param begin run before the first line that earlier runs did not process
   */
  public Runner(
      ManifestReader manifest,
      RecordVerifier verifier,
      ResultWriter writer,
      StopSignal stop,
      int workers,
      int bytesInFlight,
      Duration grace,
      LineCount lines,
      Begin begin) {
    this.manifest = manifest;
    this.verifier = verifier;
    this.writer = writer;
    this.stop = stop;
    this.grace = grace;
    this.lines = lines;
    this.begin = begin;
    this.workers = Executors.newFixedThreadPool(workers, workerThreads());
    // Twice the workers: the next record of each is read ahead.
    this.slotCount = 2 * workers;
    this.slots = new Semaphore(slotCount);
    this.bytesInFlight = bytesInFlight;
    this.bytes = new Semaphore(bytesInFlight);
  }

  /**
   * Runs to the end of the manifest, or until a stop is requested and records in flight have
   * finished or were cancelled. By then every outcome was handed to the writer.
   *
   * @throws IOException if reading the manifest fails
   */
  public void run() throws IOException, InterruptedException {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread reader = daemon(() -> read(ended), "reverify-reader");
    reader.start();
    try {
      CompletableFuture.anyOf(ended, stop.requested()).get();
    } catch (ExecutionException e) {
      stop.request(describe(e.getCause()));
      finishInFlight();
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
    if (!ended.isDone()) {
      // A read from standard input cannot be interrupted; that thread ends with the process.
      reader.interrupt();
      finishInFlight();
    }
    workers.shutdown();
  }

  /** Why reading the manifest failed, for the operator. */
  public static String describe(@Nullable Throwable e) {
    return e instanceof ManifestChangedException
        ? String.valueOf(e.getMessage())
        : "reading the manifest failed: " + e;
  }

  private void read(CompletableFuture<Void> ended) {
    try {
      boolean hasBegun = false;
      ManifestLine line = manifest.next();
      while (line != null && !stop.isRequested()) {
        if (!(line instanceof ManifestLine.OtherShard)) {
          lines.read();
        }
        boolean isWork = line instanceof ManifestLine.ToVerify || line instanceof ManifestLine.Bad;
        if (isWork && !hasBegun) {
          begin.run();
          hasBegun = true;
        }
        if (line instanceof ManifestLine.ToVerify found) {
          submit(found.record());
        } else if (line instanceof ManifestLine.Bad bad) {
          writer.put(verifier.deadLetter(bad));
        }
        line = manifest.next();
      }
      if (line == null) {
        lines.complete();
      }
      slots.acquire(slotCount);
      slots.release(slotCount);
      ended.complete(null);
    } catch (InterruptedException e) {
      // A stop was requested.
    } catch (IOException | RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }

  private void submit(ManifestRecord record) throws InterruptedException {
    int size = Math.min(record.bytes(), bytesInFlight);
    bytes.acquire(size);
    try {
      slots.acquire();
    } catch (InterruptedException e) {
      bytes.release(size);
      throw e;
    }
    workers.execute(() -> verify(record, size));
  }

  private void verify(ManifestRecord record, int size) {
    try {
      var written = verifier.verify(record);
      if (written.isPresent()) {
        writer.put(written.get());
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

  private void finishInFlight() throws InterruptedException {
    if (slots.tryAcquire(slotCount, grace.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    int inFlight = slotCount - slots.availablePermits();
    List<Runnable> neverBegun = workers.shutdownNow();
    LOG.warn(
        "the grace period is over: {} records cancelled, the next run verifies them", inFlight);
    boolean unused =
        slots.tryAcquire(slotCount - neverBegun.size(), AFTER_INTERRUPT_SECONDS, TimeUnit.SECONDS);
  }

  // Workers spend nearly all of their time waiting for modules.
  private static ThreadFactory workerThreads() {
    if (VirtualThreads.areAvailable()) {
      return VirtualThreads.factory(WORKER);
    }
    AtomicInteger number = new AtomicInteger();
    return task -> daemon(task, WORKER + number.incrementAndGet());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
