package io.kycgateway.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Sends responses after a while, in the order in which they came and many at once: a timer for each
 * would wake a thread for each, which under overload costs as much as a short response.
 * Thread-safe.
 */
public final class DelayedResponses {
  private static final long TICK_MILLIS = 20;

  private final LongSupplier nanos;
  private final int max;
  private final Queue<Held> held = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  private record Held(long due, Runnable response) {}

  /**
   * Holds each for that long, up to 20 ms more, and no shorter than those before it.
   *
   * @param nanos asked for each; at least 0
   * @param max the most that are held at once
   */
  public DelayedResponses(LongSupplier nanos, int max) {
    this.nanos = nanos;
    this.max = max;
  }

  /** Sends it later on a thread of the scheduler; at once, on this thread, if too many are held. */
  public void send(Runnable response, Scheduler scheduler) {
    int before = size.getAndUpdate(count -> Math.min(count + 1, max));
    if (before == max) {
      response.run();
      return;
    }
    held.add(new Held(System.nanoTime() + nanos.getAsLong(), response));
    if (before == 0) {
      tick(scheduler);
    }
  }

  private void tick(Scheduler scheduler) {
    scheduler.schedule(() -> release(scheduler), TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void release(Scheduler scheduler) {
    int released = 0;
    try {
      Held next = held.peek();
      while (next != null && next.due() - System.nanoTime() <= 0) {
        held.remove();
        released++;
        next.response().run();
        next = held.peek();
      }
    } finally {
      // also after one that failed: the others must go
      if (size.addAndGet(-released) > 0) {
        tick(scheduler);
      }
    }
  }
}
