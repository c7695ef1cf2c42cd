package io.kycgateway.common;

import com.codahale.metrics.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * The process's ticks as a {@code java.time.Clock}, for libraries that measure intervals by one:
 * steps of the wall clock must not lengthen or shorten them. Its instants are not dates.
 */
public final class TickClock extends java.time.Clock {
  private final Clock ticks;

  public TickClock(Clock ticks) {
    this.ticks = ticks;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(ticks.getTick());
  }

  @Override
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(ticks.getTick());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public java.time.Clock withZone(ZoneId zone) {
    return this;
  }
}
