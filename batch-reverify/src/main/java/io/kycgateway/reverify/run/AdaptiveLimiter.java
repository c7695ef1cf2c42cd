package io.kycgateway.reverify.run;

import com.codahale.metrics.Clock;
import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An adaptive limit: it shrinks when the modules' latency rises (a gradient against its long-term
 * mean) and halves when one signals overload or times out, and grows slowly. The lower of the two
 * limits applies, so that the batch yields to online traffic.
 */
public final class AdaptiveLimiter implements Limiter {
  private static final int INITIAL = 10;
  private static final double BACKOFF = 0.5;

  /** The gradient moves by less than one per window; windows of 1 s would adapt within minutes. */
  private static final long WINDOW_MILLIS = 250;

  private static final double TOLERATED_LATENCY_GROWTH = 1.5;

  private final Limit latency;
  private final Limit overloads;
  private final Permits permits;
  private final Clock clock;
  private final AtomicInteger inFlight = new AtomicInteger();
  private int limit;

  public AdaptiveLimiter(int max, Duration slowest, Clock clock) {
    this.clock = clock;
    int first = Math.min(INITIAL, max);
    latency =
        WindowedLimit.newBuilder()
            .minWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
            .maxWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
            .build(
                Gradient2Limit.newBuilder()
                    .initialLimit(first)
                    .minLimit(1)
                    .maxConcurrency(max)
                    .rttTolerance(TOLERATED_LATENCY_GROWTH)
                    .build());
    overloads =
        AIMDLimit.newBuilder()
            .initialLimit(first)
            .minLimit(1)
            .maxLimit(max)
            .backoffRatio(BACKOFF)
            .timeout(slowest.toNanos(), TimeUnit.NANOSECONDS)
            .build();
    limit = first;
    permits = new Permits(first);
    latency.notifyOnChange(unused -> resize());
    overloads.notifyOnChange(unused -> resize());
  }

  @Override
  public Permit acquire() throws InterruptedException {
    permits.acquire();
    int inside = inFlight.incrementAndGet();
    long start = clock.getTick();
    return new Permit() {
      @Override
      public void answered() {
        release(start, inside, false);
      }

      @Override
      public void overloaded() {
        release(start, inside, true);
      }

      @Override
      public void ignored() {
        inFlight.decrementAndGet();
        permits.release();
      }
    };
  }

  @Override
  public synchronized int limit() {
    return limit;
  }

  private void release(long start, int inside, boolean wasDropped) {
    inFlight.decrementAndGet();
    long took = Math.max(1, clock.getTick() - start);
    latency.onSample(start, took, inside, wasDropped);
    overloads.onSample(start, took, inside, wasDropped);
    permits.release();
  }

  private synchronized void resize() {
    int target = Math.max(1, Math.min(latency.getLimit(), overloads.getLimit()));
    permits.resize(target - limit);
    limit = target;
  }

  /** A semaphore that can shrink: its permits go below zero until enough are released. */
  private static final class Permits extends Semaphore {
    private static final long serialVersionUID = 1L;

    Permits(int permits) {
      super(permits, true);
    }

    void resize(int difference) {
      if (difference > 0) {
        release(difference);
      } else if (difference < 0) {
        reducePermits(-difference);
      }
    }
  }
}
