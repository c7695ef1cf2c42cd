package io.kycgateway.reverify.results;

import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.run.StopSignal;
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
 * Writes settled lines on a thread of its own, in groups: whatever came while the last group went
 * to the disk, and in the {@value #GATHER_MILLIS} ms after the next line, so that each file is
 * forced at most a hundred times a second. Only what is on the disk counts as settled.
 */
public final class ResultWriter implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultWriter.class);
  private static final int QUEUE = 4096;
  private static final int GROUP = 1024;
  private static final int GATHER_MILLIS = 10;
  private static final Written END =
      new Written(new RecordOutcome(0, null, Labels.NONE, 0, 0, false, false, null), new byte[0]);

  private final AppendOnlyFile results;
  private final AppendOnlyFile deadLetters;
  private final Consumer<RecordOutcome> settled;
  private final StopSignal stop;
  private final BlockingQueue<Written> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** A settlement and its line. */
  @SuppressWarnings("ArrayRecordComponent") // Written once, never changed, never compared.
  public record Written(RecordOutcome settlement, byte[] json) {
    @Override
    public String toString() {
      return "Written[line=" + settlement.line() + "]";
    }
  }

  private ResultWriter(
      AppendOnlyFile results,
      AppendOnlyFile deadLetters,
      Consumer<RecordOutcome> settled,
      StopSignal stop) {
    this.results = results;
    this.deadLetters = deadLetters;
    this.settled = settled;
    this.stop = stop;
    this.thread = new Thread(this::write, "reverify-writer");
    thread.setDaemon(true);
  }

  /**
   * Starts writing. It closes the files at its end.
   *
   * @param settled is told of every settlement once it is on the disk, by one thread
   * @param stop is requested when nothing can be written any more
   */
  public static ResultWriter start(
      AppendOnlyFile results,
      AppendOnlyFile deadLetters,
      Consumer<RecordOutcome> settled,
      StopSignal stop) {
    ResultWriter writer = new ResultWriter(results, deadLetters, settled, stop);
    writer.thread.start();
    return writer;
  }

  /** Hands a settlement over; waits while the disk is behind. */
  public void put(Written written) throws InterruptedException {
    queue.put(written);
  }

  private void write() {
    List<Written> group = new ArrayList<>(GROUP);
    boolean isBroken = false;
    boolean isLast = false;
    while (!isLast) {
      group.clear();
      try {
        group.add(queue.take());
        boolean unused = closing.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        // Nobody interrupts this thread; if somebody did, what is queued must be written still.
      }
      queue.drainTo(group, GROUP - 1);
      isLast = group.remove(END);
      if (!isBroken) {
        isBroken = !write(group);
      }
      // Broken, it goes on emptying the queue, so that nobody waits for room in it.
    }
  }

  private boolean write(List<Written> group) {
    try {
      append(group, false);
      append(group, true);
      return true;
    } catch (IOException e) {
      stop.request("results cannot be written: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("results cannot be recorded", e);
      stop.request("a fault of the job, see the log");
    }
    return false;
  }

  private void append(List<Written> group, boolean isDeadLetter) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Written written : group) {
      if (written.settlement().isDeadLetter() == isDeadLetter) {
        bytes.writeBytes(written.json());
      }
    }
    if (bytes.size() == 0) {
      return;
    }
    (isDeadLetter ? deadLetters : results).append(ByteBuffer.wrap(bytes.toByteArray()));
    for (Written written : group) {
      if (written.settlement().isDeadLetter() == isDeadLetter) {
        settled.accept(written.settlement());
      }
    }
  }

  /** Writes what was handed over, and ends. */
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
