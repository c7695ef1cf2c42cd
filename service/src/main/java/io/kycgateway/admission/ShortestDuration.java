package io.kycgateway.admission;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The shortest time that a decision took of late: that of its modules, since what waits in this
 * process as well takes longer. Looks back 5 to 10 seconds, and further while there are no
 * decisions. Thread-safe.
 */
final class ShortestDuration {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long NONE = Long.MAX_VALUE;

  private final AtomicLong current = new AtomicLong(NONE);
  private volatile long before = NONE;
  private long sincePeriodBegan;

  /** Adds one, in nanoseconds. */
  void add(long nanos) {
    if (nanos < current.get()) {
      current.accumulateAndGet(nanos, Math::min);
    }
  }

  /** That many nanoseconds have passed; told by one thread. */
  void passed(long nanos) {
    sincePeriodBegan += nanos;
    if (sincePeriodBegan >= PERIOD_NANOS) {
      sincePeriodBegan = 0;
      long ended = current.getAndSet(NONE);
      if (ended != NONE) {
        before = ended;
      }
    }
  }

  /** In nanoseconds; 0 before the first. */
  long nanos() {
    long shortest = Math.min(before, current.get());
    return shortest == NONE ? 0 : shortest;
  }
}
