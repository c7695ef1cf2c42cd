package io.kycgateway.reverify.results;

/** Where the outcomes of a run's records go: files, or the history. Safe for many threads. */
@FunctionalInterface
public interface OutcomeSink {
  /** Hands an outcome over; blocks while it cannot be taken. */
  void put(OutcomeLine line) throws InterruptedException;
}
