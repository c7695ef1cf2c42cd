package io.kycgateway.pipeline;

import io.kycgateway.pipeline.VerificationOutcome.Shed;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Admits as many verifications at once as the limit says, and none once closed. */
final class Admission {
  private final int limit;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean closed;

  Admission(int limit) {
    this.limit = limit;
  }

  /** Admits one, or returns why not. An admitted verification must be {@link #release released}. */
  Optional<Shed.Reason> acquire() {
    if (closed) {
      return Optional.of(Shed.Reason.SHUTDOWN);
    }
    if (inFlight.incrementAndGet() > limit) {
      inFlight.decrementAndGet();
      return Optional.of(Shed.Reason.CAPACITY);
    }
    return Optional.empty();
  }

  void release() {
    inFlight.decrementAndGet();
  }

  boolean isOpen() {
    return !closed;
  }

  /** Admits none from now on; those in flight run to their outcome. */
  void close() {
    closed = true;
  }
}
