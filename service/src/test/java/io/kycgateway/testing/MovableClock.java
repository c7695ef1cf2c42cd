package io.kycgateway.testing;

import com.codahale.metrics.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when a test says so: ticks, and a wall clock that keeps step with them. */
public final class MovableClock extends Clock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final long firstTick;
  private final AtomicLong ticks;

  public MovableClock() {
    this(0);
  }

  /** With ticks that begin elsewhere, such as shortly before they overflow. */
  public MovableClock(long firstTick) {
    this.firstTick = firstTick;
    this.ticks = new AtomicLong(firstTick);
  }

  @Override
  public long getTick() {
    return ticks.get();
  }

  @Override
  public long getTime() {
    return START.plusNanos(ticks.get() - firstTick).toEpochMilli();
  }

  /** Lets time pass. */
  public void advance(Duration duration) {
    ticks.addAndGet(duration.toNanos());
  }
}
