package io.kycgateway.reverify;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many lines of the manifest are this shard's: for a part of a manifest an estimate until it
 * was read to its end, for standard input what was read so far.
 */
final class LineCount {
  private final long estimate;
  private final boolean isCounted;
  private final AtomicLong read = new AtomicLong();
  private volatile boolean isComplete;

  private LineCount(long estimate, boolean isCounted) {
    this.estimate = estimate;
    this.isCounted = isCounted;
  }

  static LineCount of(ManifestSource.Survey survey, Shard shard) {
    return new LineCount(
        survey.isCounted() ? survey.lines() / shard.count() : 0,
        survey.isCounted() && shard.isWhole());
  }

  void read() {
    read.incrementAndGet();
  }

  void complete() {
    isComplete = true;
  }

  /** Whether the manifest was read to its end. */
  boolean isComplete() {
    return isComplete;
  }

  /** Whether the total is no estimate. */
  boolean isExact() {
    return isComplete || isCounted;
  }

  /** Whether there is at least an estimate. */
  boolean isKnown() {
    return isExact() || estimate > 0;
  }

  long total() {
    return isComplete ? read.get() : Math.max(estimate, read.get());
  }
}
