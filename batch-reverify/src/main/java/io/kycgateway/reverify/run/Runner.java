package io.kycgateway.reverify.run;

import io.kycgateway.common.DaemonThreads;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.ManifestChangedException;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.RecordSource;
import io.kycgateway.reverify.results.OutcomeSink;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs all records of a source: one thread reads, workers verify, one thread writes. Everything
 * between them is bounded, in records and in bytes, so memory does not grow with the manifest.
 */
public final class Runner {
  private final RecordSource source;
  private final RecordVerifier verifier;
  private final OutcomeSink sink;
  private final StopSignal stop;
  private final Duration grace;
  private final LineCount lines;
  private final Begin begin;
  private final Workers workers;

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
      RecordSource source,
      RecordVerifier verifier,
      OutcomeSink sink,
      StopSignal stop,
      int workers,
      int bytesInFlight,
      Duration grace,
      LineCount lines,
      Begin begin) {
    this.source = source;
    this.verifier = verifier;
    this.sink = sink;
    this.stop = stop;
    this.grace = grace;
    this.lines = lines;
    this.begin = begin;
    this.workers = new Workers(verifier, sink, stop, workers, bytesInFlight);
  }

  /**
   * Runs to the end of the manifest, or until a stop is requested and records in flight have
   * finished or were cancelled. By then every outcome was handed to the sink.
   *
   * @throws IOException if reading the manifest fails
   */
  public void run() throws IOException, InterruptedException {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread reader = DaemonThreads.named("reverify-reader").newThread(() -> read(ended));
    reader.start();
    try {
      CompletableFuture.anyOf(ended, stop.requested()).get();
    } catch (ExecutionException e) {
      stop.request(describe(e.getCause()));
      workers.finish(grace);
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
    if (!ended.isDone()) {
      // A read from standard input cannot be interrupted; that thread ends with the process.
      reader.interrupt();
      workers.finish(grace);
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
      ManifestLine line = source.next();
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
          workers.submit(found.record());
        } else if (line instanceof ManifestLine.Bad bad) {
          sink.put(verifier.deadLetter(bad));
        }
        line = source.next();
      }
      if (line == null) {
        lines.complete();
      }
      workers.awaitIdle();
      ended.complete(null);
    } catch (InterruptedException e) {
      // A stop was requested.
    } catch (IOException | RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }
}
