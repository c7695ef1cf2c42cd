package io.kycgateway.reverify.run;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells every thread of a run to stop, once, and why. Threads that only wait, for a permit or for
 * the time of a retry, are woken at once; those in a verification are left alone.
 */
public final class StopSignal {
  private final CompletableFuture<Cause> cause = new CompletableFuture<>();
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  /**
   * Why a run stops before its end.
   *
   * @param text for the operator
   */
  public record Cause(String text) {}

  /** Stops the run; the first cause is the one that is told. */
  public void request(String text) {
    if (cause.complete(new Cause(text))) {
      waiting.forEach(Thread::interrupt);
    }
  }

  public boolean isRequested() {
    return cause.isDone();
  }

  /** Why, if it was requested. */
  public Optional<Cause> cause() {
    return Optional.ofNullable(cause.getNow(null));
  }

  /** Completes when the run is to stop. */
  CompletableFuture<Cause> requested() {
    return cause;
  }

  /** From here on this thread only waits. */
  void beginWait() {
    waiting.add(Thread.currentThread());
    if (isRequested()) {
      // Too late to be woken by the request itself.
      Thread.currentThread().interrupt();
    }
  }

  /** This thread works again. */
  void endWait() {
    waiting.remove(Thread.currentThread());
  }
}
