package io.kycgateway.ratelimit;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time as buckets measure it, moved by the test. */
final class MovableTime implements TimeMeter {
  private final AtomicLong nanos = new AtomicLong();

  void advance(Duration step) {
    nanos.addAndGet(step.toNanos());
  }

  @Override
  public long currentTimeNanos() {
    return nanos.get();
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
