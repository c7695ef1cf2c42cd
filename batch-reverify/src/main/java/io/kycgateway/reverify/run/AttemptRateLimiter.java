package io.kycgateway.reverify.run;

import com.codahale.metrics.Clock;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.kycgateway.common.TickMeter;
import java.time.Duration;

/** Limits attempts per second, with bursts of at most a twentieth of the rate. */
@FunctionalInterface
public interface AttemptRateLimiter {
  /** Blocks until the next attempt may begin. */
  void acquire() throws InterruptedException;

  /**
   * A limiter of that rate.
   *
   * @param perSecond 0: no limit
   */
  static AttemptRateLimiter of(double perSecond) {
    return of(perSecond, Clock.defaultClock(), BlockingStrategy.PARKING);
  }

  /** The same with another clock. */
  static AttemptRateLimiter of(double perSecond, Clock clock, BlockingStrategy waiting) {
    if (perSecond <= 0) {
      return () -> {};
    }
    long thousandths = Math.max(1, Math.round(perSecond * 1000));
    Bucket bucket =
        Bucket.builder()
            .withCustomTimePrecision(new TickMeter(clock))
            .addLimit(
                limit ->
                    limit
                        .capacity(Math.max(1, thousandths / 20_000))
                        .refillGreedy(thousandths, Duration.ofSeconds(1000))
                        .initialTokens(1))
            .build();
    return () -> bucket.asBlocking().consume(1, waiting);
  }
}
