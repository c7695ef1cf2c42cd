package io.kycgateway.modules;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A module that does not answer until it is released or its call is cancelled: it aborts as the
 * HTTP client does, by way of the call's own handle.
 */
public final class HeldModule implements ModuleClient {
  private final ModuleResult answer;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean cancelled;

  public HeldModule(ModuleResult answer) {
    this.answer = answer;
  }

  @Override
  public ModuleResult call(ModuleCall call) {
    boolean mayBegin =
        call.control()
            .begin(
                () -> {
                  cancelled = true;
                  mayEnd.countDown();
                });
    cancelled |= !mayBegin;
    begun.countDown();
    try {
      if (mayBegin) {
        await(mayEnd);
      }
      return cancelled
          ? ModuleResult.failed(ModuleFailure.Kind.CANCELLED, "cancelled in a test")
          : answer;
    } finally {
      ended.countDown();
    }
  }

  /** Waits until it was called. */
  public void awaitBegun() {
    await(begun);
  }

  /** Waits until its call is over, and returns whether it was cancelled. */
  public boolean awaitCancelled() {
    await(ended);
    return cancelled;
  }

  /** Lets it answer. */
  public void release() {
    mayEnd.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("what a test waits for has not happened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
