package io.kycgateway.admission;

/**
 * The standing delay of this process in each tenth of a second of the last ten seconds.
 * Thread-safe.
 */
final class StandingDelay {
  private static final int WINDOWS = 100;

  private final long[] nanos = new long[WINDOWS];
  private int next;

  /** Adds the latest tenth of a second. */
  synchronized void add(long delayNanos) {
    nanos[next] = delayNanos;
    next = (next + 1) % WINDOWS;
  }

  /** The longest of them, in nanoseconds. */
  synchronized long longest() {
    long longest = 0;
    for (long delay : nanos) {
      longest = Math.max(longest, delay);
    }
    return longest;
  }
}
