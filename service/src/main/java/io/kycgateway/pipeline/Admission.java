package io.kycgateway.pipeline;

import io.kycgateway.pipeline.VerificationOutcome.Shed;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets in as many verifications at once as the limit says, and none once closed. */
final class Admission {
  private final int limit;
  private final AtomicInteger inside = new AtomicInteger();
  private volatile boolean closed;

  Admission(int limit) {
    this.limit = limit;
  }

  /** Enters, or says why not. Whoever entered must {@link #leave}. */
  Optional<Shed.Reason> enter() {
    if (closed) {
      return Optional.of(Shed.Reason.SHUTDOWN);
    }
    if (inside.incrementAndGet() > limit) {
      inside.decrementAndGet();
      return Optional.of(Shed.Reason.CAPACITY);
    }
    return Optional.empty();
  }

  void leave() {
    inside.decrementAndGet();
  }

  boolean isOpen() {
    return !closed;
  }

  /** Lets nobody in from now on; whoever is inside stays until done. */
  void close() {
    closed = true;
  }
}
