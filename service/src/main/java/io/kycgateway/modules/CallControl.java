package io.kycgateway.modules;

import org.jspecify.annotations.Nullable;

/** The handle by which a module call is given up from another thread. */
public final class CallControl {
  private boolean cancelled;
  private boolean timedOut;
  private @Nullable Runnable abort;

  /** Gives the call up: the attempt in flight breaks off, and none follows. */
  public void cancel() {
    giveUp(false);
  }

  /** Gives the call up because the module has had its time. */
  public void timeOut() {
    giveUp(true);
  }

  private void giveUp(boolean isTheModulesFault) {
    Runnable inFlight;
    synchronized (this) {
      cancelled = true;
      timedOut |= isTheModulesFault;
      inFlight = abort;
    }
    if (inFlight != null) {
      inFlight.run();
    }
  }

  /** Whether the call was given up. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Whether it was given up because the module has had its time. */
  public synchronized boolean hasTimedOut() {
    return timedOut;
  }

  /**
   * Makes an attempt cancellable; false if the call was cancelled already.
   *
   * @param abortAttempt breaks the attempt off; may run on any thread, also after its end
   */
  public synchronized boolean begin(Runnable abortAttempt) {
    abort = abortAttempt;
    return !cancelled;
  }
}
