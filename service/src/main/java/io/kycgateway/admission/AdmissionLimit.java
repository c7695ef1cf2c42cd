package io.kycgateway.admission;

import java.util.function.IntSupplier;

/**
 * The limit on verifications in flight. It follows the standing delay of this process, which is the
 * time that work which could run waits for a processor: above the target the limit shrinks, below
 * it the limit grows while it is used. The modules' latency has no influence. It begins at its
 * minimum, because a process that has just started is slow. Changed by one thread, read by all.
 */
final class AdmissionLimit implements IntSupplier {
  /** Beyond this delay more work at once only makes all of it later. */
  static final long TARGET_NANOS = 15_000_000;

  private static final double DECREASE = 0.85;
  private static final double INCREASE = 1.05;
  private static final double USED = 0.8;

  private final int min;
  private final int max;
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
   * Adapts to what a period of time has shown.
   *
   * @param standingDelayNanos the least delay of the period: what was never absent
   * @param peak the most that were in flight at once
   */
  void adapt(long standingDelayNanos, int peak) {
    int current = limit;
    if (standingDelayNanos > TARGET_NANOS) {
      limit = Math.max(min, (int) (current * DECREASE));
    } else if (peak >= current * USED) {
      limit = Math.min(max, Math.max(current + 1, (int) (current * INCREASE)));
    }
  }
}
