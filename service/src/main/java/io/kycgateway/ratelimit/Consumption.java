package io.kycgateway.ratelimit;

import java.util.concurrent.TimeUnit;

/**
 * The result of consuming one request of a limit's quotas.
 *
 * @param allowed whether each quota had one left
 * @param quota the name of the quota that has the fewest left
 * @param remaining how many those are
 * @param nanos until it has more
 * @param refund undoes the consumption
 */
record Consumption(
    Limit limit, boolean allowed, String quota, long remaining, long nanos, Runnable refund) {

  /** Whole seconds to wait; never too few. */
  long seconds() {
    long second = TimeUnit.SECONDS.toNanos(1);
    return Math.max(1, (nanos + second - 1) / second);
  }

  /** The item of the {@code RateLimit} field. */
  String state() {
    return "\"" + quota + "\";r=" + remaining + ";t=" + seconds();
  }

  /** The same, that much later. */
  Consumption after(long elapsedNanos) {
    return new Consumption(
        limit, allowed, quota, remaining, Math.max(0, nanos - elapsedNanos), refund);
  }

  /** The same; its refund refunds the other one too. */
  Consumption alsoRefunding(Consumption other) {
    return new Consumption(
        limit,
        allowed,
        quota,
        remaining,
        nanos,
        () -> {
          refund.run();
          other.refund().run();
        });
  }
}
