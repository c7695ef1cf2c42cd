package io.kycgateway.modules;

import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/** The handle by which a module call is given up from another thread. */
public final class CallControl {
  private boolean cancelled;
  private boolean timedOut;
  private @Nullable Cancellable attempt;

  /** Gives the call up: the attempt in flight breaks off, and none follows. */
  public void cancel() {
    giveUp(false);
  }

  /** Gives the call up because the module has had its time. */
  public void timeOut() {
    giveUp(true);
  }

  private void giveUp(boolean isTheModulesFault) {
    Cancellable inFlight;
    synchronized (this) {
      cancelled = true;
      timedOut |= isTheModulesFault;
      inFlight = attempt;
    }
    if (inFlight != null) {
      inFlight.cancel();
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

  /** Makes an attempt cancellable; false if the call was given up already. */
  synchronized boolean begin(Cancellable newAttempt) {
    attempt = newAttempt;
    return !cancelled;
  }
}
