package io.kycgateway.reverify.results;

import io.kycgateway.common.DaemonThreads;
import io.kycgateway.reverify.manifest.Labels;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes result lines on a thread of its own, in groups: whatever arrived while the last group was
 * written, and in the {@value #GATHER_MILLIS} ms after the next line, so that each file is forced
 * at most a hundred times a second. Only what is on disk counts as processed.
 */
public final class ResultWriter implements OutcomeSink, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultWriter.class);
  private static final int QUEUE = 4096;
  private static final int GROUP = 1024;
  private static final int GATHER_MILLIS = 10;
  private static final OutcomeLine END =
      new OutcomeLine(
          new RecordOutcome(0, null, Labels.NONE, 0, 0, false, false, null), "", null, new byte[0]);

  private final AppendOnlyFile results;
  private final AppendOnlyFile deadLetters;
  private final Consumer<RecordOutcome> onWritten;
  private final Consumer<String> onFailure;
  private final BlockingQueue<OutcomeLine> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private ResultWriter(
      AppendOnlyFile results,
      AppendOnlyFile deadLetters,
      Consumer<RecordOutcome> onWritten,
      Consumer<String> onFailure) {
    this.results = results;
    this.deadLetters = deadLetters;
    this.onWritten = onWritten;
    this.onFailure = onFailure;
    this.thread = DaemonThreads.named("reverify-writer").newThread(this::write);
  }

  /**
   * Starts writing. It closes the files at its end.
   *
   * @param onWritten called with each outcome once it is on disk, by one thread
   * @param onFailure called with the reason when writing fails; nothing is written after that
   */
  public static ResultWriter start(
      AppendOnlyFile results,
      AppendOnlyFile deadLetters,
      Consumer<RecordOutcome> onWritten,
      Consumer<String> onFailure) {
    ResultWriter writer = new ResultWriter(results, deadLetters, onWritten, onFailure);
    writer.thread.start();
    return writer;
  }

  /** Hands an outcome over; blocks while the disk cannot keep up. */
  @Override
  public void put(OutcomeLine line) throws InterruptedException {
    queue.put(line);
  }

  private void write() {
    List<OutcomeLine> group = new ArrayList<>(GROUP);
    boolean isBroken = false;
    boolean isLast = false;
    while (!isLast) {
      group.clear();
      try {
        group.add(queue.take());
        boolean unused = closing.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        // This thread is never interrupted on purpose; what is queued must be written in any case.
      }
      queue.drainTo(group, GROUP - 1);
      isLast = group.remove(END);
      if (!isBroken) {
        isBroken = !write(group);
      }
      // After a failure the queue is still drained, so that producers do not block.
    }
  }

  private boolean write(List<OutcomeLine> group) {
    try {
      append(group, false);
      append(group, true);
      return true;
    } catch (IOException e) {
      onFailure.accept("writing results failed: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("recording results failed", e);
      onFailure.accept("internal error, see the log");
    }
    return false;
  }

  private void append(List<OutcomeLine> group, boolean isDeadLetter) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (OutcomeLine line : group) {
      if (line.outcome().isDeadLetter() == isDeadLetter) {
        bytes.writeBytes(line.json());
      }
    }
    if (bytes.size() == 0) {
      return;
    }
    (isDeadLetter ? deadLetters : results).append(ByteBuffer.wrap(bytes.toByteArray()));
    for (OutcomeLine line : group) {
      if (line.outcome().isDeadLetter() == isDeadLetter) {
        onWritten.accept(line.outcome());
      }
    }
  }

  /** Writes what is queued and ends the thread. */
  @Override
  public void close() throws IOException {
    try {
      queue.put(END);
      closing.countDown();
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      results.close();
      deadLetters.close();
    }
  }
}
