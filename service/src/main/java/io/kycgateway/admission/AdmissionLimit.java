package io.kycgateway.admission;

import java.util.function.IntSupplier;

/**
 * The limit on verifications in flight. It follows the standing delay of this process, which is the
 * time that work which could run waits for a processor: above the target the limit shrinks, below
 * it the limit grows while it is used, slowly for some seconds after a delay has said where the
 * capacity ends. It begins at its minimum, because a process that has just started is slow. Changed
 * by one thread, read by all.
 *
 * <p>The time that modules take says only for how long a delay must stand before the limit shrinks:
 * verifications that were admitted together end together, and clients that come back then arrive as
 * a crowd, of which the last must wait although the process is idle most of the time. CoDel's
 * interval is a round-trip time for that reason.
 */
final class AdmissionLimit implements IntSupplier {
  /** Beyond this delay more work at once only makes all of it later. */
  static final long TARGET_NANOS = 15_000_000;

  /** For each tenth of a second that a verification takes, up to that many. */
  private static final double DECREASE = 0.85;

  private static final int MAX_DECREASES = 4;
  private static final long DECREASE_NANOS = 100_000_000;

  /** More patience would let a process that is overloaded fill up. */
  private static final long MAX_PATIENCE_NANOS = 2_000_000_000;

  private static final double INCREASE = 1.05;

  /**
   * While nothing says where the capacity ends, because no delay came with a limit that was used: a
   * module that stops answering fills the limit at the rate of arrival, and none of that is work.
   */
  private static final double UNKNOWN_INCREASE = 1.25;

  /** What a process can serve changes: it becomes fast, and its neighbours come and go. */
  private static final long KNOWN_NANOS = 10_000_000_000L;

  private static final double USED = 0.8;

  private final int min;
  private final int max;
  private long lateNanos;
  private long sinceOverloadNanos = KNOWN_NANOS;
  private volatile int limit;

  /**
   * Between those bounds; the same bound twice is a fixed limit.
   *
   * @param min at least 1
   * @param max at least min
   */
  AdmissionLimit(int min, int max) {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException("limits from " + min + " to " + max);
    }
    this.min = min;
    this.max = max;
    this.limit = min;
  }

  @Override
  public int getAsInt() {
    return limit;
  }

  /**
   * Adapts to what a window of time has shown.
   *
   * @param standingDelayNanos the least delay of the window: what was never absent
   * @param peak the most that were in flight at once
   * @param windowNanos how long it was; longer than planned in a process that is late
   * @param verificationNanos how long a verification takes at least: the limit shrinks when the
   *     delay was above the target for that long, up to two seconds, without a break
   */
  void adapt(long standingDelayNanos, int peak, long windowNanos, long verificationNanos) {
    int current = limit;
    boolean used = peak >= current * USED;
    sinceOverloadNanos += windowNanos;
    if (standingDelayNanos > TARGET_NANOS) {
      if (used) {
        sinceOverloadNanos = 0;
      }
      lateNanos += windowNanos;
      if (lateNanos >= Math.min(verificationNanos, MAX_PATIENCE_NANOS)) {
        limit = Math.max(min, (int) (current * decrease(verificationNanos)));
        lateNanos = 0;
      }
    } else {
      lateNanos = 0;
      if (used) {
        double increase = sinceOverloadNanos < KNOWN_NANOS ? INCREASE : UNKNOWN_INCREASE;
        limit = Math.min(max, Math.max(current + 1, (int) (current * increase)));
      }
    }
  }

  private static double decrease(long verificationNanos) {
    int times = (int) Math.max(1, Math.min(MAX_DECREASES, verificationNanos / DECREASE_NANOS));
    return Math.pow(DECREASE, times);
  }
}
