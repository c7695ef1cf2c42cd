package io.kycgateway.modules;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Cancels a module call from another thread, and knows whose delay its time was. */
public final class CallControl {
  private final BooleanSupplier isOwnDelay;
  private boolean cancelled;
  private boolean timedOut;
  private @Nullable Runnable abort;

  /** Of a call that this process did not delay. */
  public CallControl() {
    this(() -> false);
  }

  /**
   * Of one call.
   *
   * @param isOwnDelay whether at least half of the time since its start was this process's delay
   */
  public CallControl(BooleanSupplier isOwnDelay) {
    this.isOwnDelay = isOwnDelay;
  }

  /** Whether the time that the call has taken so far was mostly this process's delay. */
  public boolean isOwnDelay() {
    return isOwnDelay.getAsBoolean();
  }

  /** Cancels the call: the attempt in flight is aborted, and none follows. */
  public void cancel() {
    cancel(false);
  }

  /** Cancels the call because the module has timed out. */
  public void timeOut() {
    cancel(true);
  }

  private void cancel(boolean isTimeout) {
    Runnable inFlight;
    synchronized (this) {
      cancelled = true;
      timedOut |= isTimeout;
      inFlight = abort;
    }
    if (inFlight != null) {
      inFlight.run();
    }
  }

  /** Whether the call was cancelled, for whatever reason. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Whether it was cancelled because the module has timed out. */
  public synchronized boolean hasTimedOut() {
    return timedOut;
  }

  /**
   * Makes an attempt cancellable; false if the call was cancelled already.
   *
   * @param abortAttempt aborts the attempt; may run on any thread, also after its end
   */
  public synchronized boolean begin(Runnable abortAttempt) {
    abort = abortAttempt;
    return !cancelled;
  }
}
