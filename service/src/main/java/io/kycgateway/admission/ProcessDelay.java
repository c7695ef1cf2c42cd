package io.kycgateway.admission;

import com.codahale.metrics.Clock;
import io.kycgateway.common.DaemonThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Measures how late this process runs what it could run: every 20 ms a task that does nothing is
 * handed to the executor of the module calls, and its delay is the time from when it was due to
 * when it ran. Queues of runnable threads, garbage collections and a process that was stopped show
 * in it; the time that modules take does not. Thread-safe.
 */
final class ProcessDelay implements AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int TICKS_PER_WINDOW = 5;

  /** Ten seconds of samples: longer than a verification may take by default. */
  private static final int KEPT = 512;

  private final Executor executor;
  private final Clock clock;
  private final LongConsumer onWindow;
  private final Thread thread = DaemonThreads.named("process-delay").newThread(this::measure);

  /** Samples of the tasks that ran, the oldest overwritten. */
  private final long[] ranAt = new long[KEPT];

  private final long[] delays = new long[KEPT];
  private int next;

  /** When the next task is due. */
  private long planned;

  /** When the task that was handed over and has not run yet was due. */
  private long due;

  private boolean isHandedOver;
  private long last;
  private volatile boolean isClosed;

  /**
   * Measures once {@link #start started}.
   *
   * @param clock its ticks are nanoseconds
   * @param onWindow told every 100 ms, by one thread, the standing delay of that time: the least of
   *     its five measurements, in nanoseconds
   */
  ProcessDelay(Executor executor, Clock clock, LongConsumer onWindow) {
    this.executor = executor;
    this.clock = clock;
    this.onWindow = onWindow;
    planned = clock.getTick() + PERIOD_NANOS;
  }

  /** Starts measuring, on a thread of its own. */
  void start() {
    thread.start();
  }

  /**
   * The longest delay of any moment since then, of a task that still waits as well, in nanoseconds;
   * what lies more than ten seconds back is forgotten.
   *
   * @param tick of the clock
   */
  synchronized long longestSince(long tick) {
    long longest = Math.max(0, clock.getTick() - (isHandedOver ? due : planned));
    for (int i = 0; i < KEPT; i++) {
      if (delays[i] > longest && ranAt[i] - tick >= 0) {
        longest = delays[i];
      }
    }
    return longest;
  }

  private void measure() {
    long standing = Long.MAX_VALUE;
    int ticks = 0;
    while (!isClosed) {
      LockSupport.parkNanos(PERIOD_NANOS);
      standing = Math.min(standing, tick());
      ticks++;
      if (ticks == TICKS_PER_WINDOW) {
        onWindow.accept(standing);
        standing = Long.MAX_VALUE;
        ticks = 0;
      }
    }
  }

  /** One measurement: of the latest task that ran, or of the one that should have. */
  long tick() {
    long delay;
    synchronized (this) {
      long now = clock.getTick();
      long dueNow = planned;
      planned = now + PERIOD_NANOS;
      if (isHandedOver) {
        return now - due;
      }
      delay = last;
      due = dueNow;
      isHandedOver = true;
    }
    try {
      executor.execute(this::ran);
    } catch (RejectedExecutionException e) {
      // No thread is free, or the executor is closed: nothing was measured.
      ran();
    }
    return delay;
  }

  private synchronized void ran() {
    long now = clock.getTick();
    last = Math.max(0, now - due);
    ranAt[next] = now;
    delays[next] = last;
    next = (next + 1) % KEPT;
    isHandedOver = false;
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
  }
}
