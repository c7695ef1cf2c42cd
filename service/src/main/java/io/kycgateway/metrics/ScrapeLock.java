package io.kycgateway.metrics;

import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/**
 * Keeps a scrape from looking in between recordings that belong together: a verification's
 * duration, its outcome and the active sessions change in one step for every reader. Writers do not
 * hinder each other; they wait only while a scrape collects, about a millisecond.
 */
public final class ScrapeLock {
  private final StampedLock lock = new StampedLock();

  /** Records several metrics as one. Must not call itself: the lock is not reentrant. */
  public void together(Runnable recordings) {
    long stamp = lock.readLock();
    try {
      recordings.run();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** Collects while no group of recordings is half done. */
  public <T> T collect(Supplier<T> collection) {
    long stamp = lock.writeLock();
    try {
      return collection.get();
    } finally {
      lock.unlockWrite(stamp);
    }
  }
}
