package io.kycgateway.reverify;

import io.github.bucket4j.Bucket;
import java.time.Duration;

/** Spreads attempts over time: so many per second, in bursts of a twentieth of that at most. */
@FunctionalInterface
interface Pace {
  /** Waits for its turn. */
  void take() throws InterruptedException;

  /**
   * A pace of that rate.
   *
   * @param perSecond 0: no limit
   */
  static Pace of(double perSecond) {
    if (perSecond <= 0) {
      return () -> {};
    }
    long thousandths = Math.max(1, Math.round(perSecond * 1000));
    Bucket bucket =
        Bucket.builder()
            .addLimit(
                limit ->
                    limit
                        .capacity(Math.max(1, thousandths / 20_000))
                        .refillGreedy(thousandths, Duration.ofSeconds(1000))
                        .initialTokens(1))
            .build();
    return () -> bucket.asBlocking().consume(1);
  }
}
