package io.kycgateway.admission;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** Admits as many at once as the limit says at the moment, and none once closed. Thread-safe. */
public final class Admission {
  private final IntSupplier limit;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private final LongAdder waited = new LongAdder();
  private final LongAdder begun = new LongAdder();
  private final ShortestDuration shortest = new ShortestDuration();
  private volatile boolean closed;

  /** What becomes of the next one. */
  public enum Answer {
    ADMITTED,
    FULL,
    CLOSED
  }

  /**
   * Admits that many.
   *
   * @param limit at least 1; may change at any time: what is in flight beyond it is not affected
   */
  public Admission(IntSupplier limit) {
    this.limit = limit;
  }

  /** Admits one, which must be {@link #release released}, or says why not. */
  public Answer acquire() {
    if (closed) {
      return Answer.CLOSED;
    }
    int inside = inFlight.incrementAndGet();
    if (inside > limit.getAsInt()) {
      inFlight.decrementAndGet();
      return Answer.FULL;
    }
    if (inside > peak.get()) {
      peak.accumulateAndGet(inside, Math::max);
    }
    return Answer.ADMITTED;
  }

  /** Gives one admitted place back. */
  public void release() {
    inFlight.decrementAndGet();
  }

  /**
   * Told how long an admitted one waited until this process began with it.
   *
   * @param nanos of work and queues of this process alone, without any other service
   */
  public void begunAfter(long nanos) {
    waited.add(nanos);
    begun.increment();
  }

  /** Told how long one took that ended with a decision, from its begin, in nanoseconds. */
  public void tookNanos(long nanos) {
    shortest.add(nanos);
  }

  /** The shortest time that a decision took of late, in nanoseconds; 0 before the first. */
  public long shortestNanos() {
    return shortest.nanos();
  }

  /** That many nanoseconds have passed; told by one thread. */
  void passed(long nanos) {
    shortest.passed(nanos);
  }

  /** What {@link #acquire} would answer now, without admitting. */
  public Answer wouldAnswer() {
    if (closed) {
      return Answer.CLOSED;
    }
    return inFlight.get() < limit.getAsInt() ? Answer.ADMITTED : Answer.FULL;
  }

  /** The most that were in flight at once since this was last asked. */
  int takePeak() {
    return peak.getAndSet(inFlight.get());
  }

  /** How long those waited on average that were begun since this was last asked, or 0. */
  long takeMeanWait() {
    long count = begun.sumThenReset();
    long nanos = waited.sumThenReset();
    return count == 0 ? 0 : nanos / count;
  }

  /** Admits none from now on; those in flight are not affected. */
  public void close() {
    closed = true;
  }
}
