package io.kycgateway.common;

import com.codahale.metrics.Clock;
import io.github.bucket4j.TimeMeter;

/** The process's ticks as the token buckets' library wants its time. */
public final class TickMeter implements TimeMeter {
  private final Clock ticks;

  public TickMeter(Clock ticks) {
    this.ticks = ticks;
  }

  @Override
  public long currentTimeNanos() {
    return ticks.getTick();
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
