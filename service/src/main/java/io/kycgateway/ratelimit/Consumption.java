package io.kycgateway.ratelimit;

import java.util.concurrent.TimeUnit;

/**
 * The outcome of taking one request out of a limit's quotas.
 *
 * @param taken whether there was one left in each
 * @param quota the name of the quota that has the fewest left
 * @param left how many those are
 * @param nanos until it has more
 * @param giveBack undoes the taking
 */
record Consumption(
    Limit limit, boolean taken, String quota, long left, long nanos, Runnable giveBack) {

  /** Whole seconds to wait; never too few. */
  long seconds() {
    long second = TimeUnit.SECONDS.toNanos(1);
    return Math.max(1, (nanos + second - 1) / second);
  }

  /** The item of the {@code RateLimit} field. */
  String state() {
    return "\"" + quota + "\";r=" + left + ";t=" + seconds();
  }

  /** The same, that much later. */
  Consumption after(long elapsedNanos) {
    return new Consumption(limit, taken, quota, left, Math.max(0, nanos - elapsedNanos), giveBack);
  }

  /** The same; undoing it undoes the other one too. */
  Consumption andGivingBack(Consumption other) {
    return new Consumption(
        limit,
        taken,
        quota,
        left,
        nanos,
        () -> {
          giveBack.run();
          other.giveBack().run();
        });
  }
}
