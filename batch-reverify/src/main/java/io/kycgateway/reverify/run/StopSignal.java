package io.kycgateway.reverify.run;

import io.kycgateway.common.DaemonThreads;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Tells every thread of a run to stop, and why. Threads that wait for a permit or for a retry are
 * interrupted at once; those in a verification are not.
 */
public final class StopSignal {
  private final CompletableFuture<Cause> cause = new CompletableFuture<>();
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  /**
   * Why a run stops early.
   *
   * @param text for the operator
   */
  public record Cause(String text) {}

  /** Stops the run; only the first cause is kept. */
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

  /** Completes when a stop is requested. */
  CompletableFuture<Cause> requested() {
    return cause;
  }

  /**
   * Runs a task that may block for ever and cannot be interrupted, such as opening a named pipe, on
   * a thread of its own.
   *
   * @return its result; empty: a stop was requested before it had one
   */
  public <T> Optional<T> unlessStopped(Callable<T> task) throws Exception {
    FutureTask<T> running = new FutureTask<>(task);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread thread =
        DaemonThreads.named("reverify-open")
            .newThread(
                () -> {
                  running.run();
                  ended.complete(null);
                });
    thread.start();
    CompletableFuture.anyOf(ended, cause).get();
    if (!running.isDone()) {
      return Optional.empty();
    }
    try {
      return Optional.of(running.get());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  /** Marks this thread as waiting. */
  void beginWait() {
    waiting.add(Thread.currentThread());
    if (isRequested()) {
      // The request did not see this thread.
      Thread.currentThread().interrupt();
    }
  }

  /** Marks this thread as working again. */
  void endWait() {
    waiting.remove(Thread.currentThread());
  }
}
