package io.kycgateway.metrics;

import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/**
 * Makes recordings that belong together atomic for a scrape: a verification's duration, its outcome
 * and the active sessions change in one step. Writers do not block each other; they wait only while
 * a scrape collects, about a millisecond.
 */
public final class ScrapeLock {
  private final StampedLock lock = new StampedLock();

  /** Records several metrics as one. Must not be nested: the lock is not reentrant. */
  public void atomically(Runnable recordings) {
    long stamp = lock.readLock();
    try {
      recordings.run();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** Collects while no group of recordings is incomplete. */
  public <T> T collect(Supplier<T> collection) {
    long stamp = lock.writeLock();
    try {
      return collection.get();
    } finally {
      lock.unlockWrite(stamp);
    }
  }
}
