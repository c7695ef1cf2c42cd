package io.kycgateway.chaos.scene;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass: that a fault lasts is no race, nothing is assumed to have happened meanwhile. */
public final class Pause {
  private Pause() {}

  /** Returns after that time. */
  public static void of(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
    }
  }
}
