package io.kycgateway.http;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The moment after which a refusal is sent: a client that comes back at once would otherwise live
 * off the processor time of those that were admitted. The slower the modules are, the longer it is:
 * of two clients that always come back, the refused one must cost less than the admitted one, who
 * spends most of its time waiting for modules. Thread-safe.
 */
public final class RefusalDelay {
  private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long BRIEF_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MAX_HELD = 10_000;

  private final DelayedResponses held;
  private final DelayedResponses briefly = new DelayedResponses(() -> BRIEF_NANOS, MAX_HELD);

  /**
   * For one connector.
   *
   * @param shortest how long verifications take at least, in nanoseconds
   */
  public RefusalDelay(LongSupplier shortest) {
    this.held = new DelayedResponses(() -> nanos(shortest.getAsLong()), MAX_HELD);
  }

  /**
   * Has a refusal sent later, on a thread of the scheduler.
   *
   * @param isBrief whether to wait for 50 ms only: while connections are scarce each that is held
   *     keeps another client waiting
   */
  public void send(Runnable refusal, boolean isBrief, Scheduler scheduler) {
    (isBrief ? briefly : held).send(refusal, scheduler);
  }

  /** While verifications take that long: half of it, within bounds. */
  static long nanos(long shortest) {
    return Math.max(MIN_NANOS, Math.min(MAX_NANOS, shortest / 2));
  }
}
