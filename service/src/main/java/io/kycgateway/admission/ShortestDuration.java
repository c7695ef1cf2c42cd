package io.kycgateway.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The shortest time that a verification took of late: that of its modules, since what waits in this
 * process as well takes longer. Looks back 5 to 10 seconds. Thread-safe.
 */
final class ShortestDuration {
  private static final int WINDOWS = 50;
  private static final long NONE = Long.MAX_VALUE;

  private final AtomicLong current = new AtomicLong(NONE);
  private volatile long before = NONE;
  private int windows;

  /** Adds one, in nanoseconds. */
  void add(long nanos) {
    if (nanos < current.get()) {
      current.accumulateAndGet(nanos, Math::min);
    }
  }

  /** A tenth of a second has passed; told by one thread. */
  void nextWindow() {
    windows++;
    if (windows == WINDOWS) {
      windows = 0;
      before = current.getAndSet(NONE);
    }
  }

  /** In nanoseconds; 0 if none ended of late. */
  long nanos() {
    long shortest = Math.min(before, current.get());
    return shortest == NONE ? 0 : shortest;
  }
}
