package io.kycgateway.reverify.manifest;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Number of the manifest's lines in this shard. With several shards it is an estimate until the end
 * of the manifest; for standard input it is the number of lines read so far.
 */
public final class LineCount {
  private final long estimate;
  private final boolean isCounted;
  private final AtomicLong read = new AtomicLong();
  private volatile boolean isComplete;
  private boolean isFixed;

  private LineCount(long estimate, boolean isCounted) {
    this.estimate = estimate;
    this.isCounted = isCounted;
  }

  public static LineCount of(ManifestSource.Survey survey, Shard shard) {
    return new LineCount(
        survey.isCounted() ? survey.lines() / shard.count() : 0,
        survey.isCounted() && shard.isWhole());
  }

  /** Of a run over the history: its items, which are fixed when it starts. */
  public static LineCount ofItems(long items) {
    LineCount count = new LineCount(items, true);
    count.isFixed = true;
    return count;
  }

  public void read() {
    read.incrementAndGet();
  }

  public void complete() {
    isComplete = true;
  }

  /** Whether the manifest was read to its end. */
  public boolean isComplete() {
    return isComplete;
  }

  /** Whether the total is exact, not an estimate. */
  public boolean isExact() {
    return isComplete || isCounted;
  }

  /** Whether there is at least an estimate. */
  public boolean isKnown() {
    return isExact() || estimate > 0;
  }

  public long total() {
    return isFixed ? estimate : isComplete ? read.get() : Math.max(estimate, read.get());
  }
}
