package io.kycgateway.api;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Lets refusals go after a fixed time, many at once: a timer for each would wake a thread for each,
 * which under overload costs as much as the refusal. Thread-safe.
 */
final class RefusalDelay {
  private static final long TICK_MILLIS = 20;

  private final long nanos;
  private final int max;
  private final Queue<Held> held = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  private record Held(long due, Runnable refusal) {}

  /**
   * Holds each for that long, and up to 20 ms more.
   *
   * @param max the most that are held at once
   */
  RefusalDelay(long millis, int max) {
    this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    this.max = max;
  }

  /** Runs it later on a thread of the scheduler; at once, on this thread, if too many are held. */
  void run(Runnable refusal, Scheduler scheduler) {
    int before = size.getAndUpdate(count -> Math.min(count + 1, max));
    if (before == max) {
      refusal.run();
      return;
    }
    held.add(new Held(System.nanoTime() + nanos, refusal));
    if (before == 0) {
      tick(scheduler);
    }
  }

  private void tick(Scheduler scheduler) {
    scheduler.schedule(() -> release(scheduler), TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void release(Scheduler scheduler) {
    int released = 0;
    Held next = held.peek();
    while (next != null && next.due() - System.nanoTime() <= 0) {
      held.remove();
      next.refusal().run();
      released++;
      next = held.peek();
    }
    if (size.addAndGet(-released) > 0) {
      tick(scheduler);
    }
  }
}
