package io.kycgateway.store;

/**
 * The shared store gave no answer; whoever asked stands in for it. Says nothing about where it is.
 */
public final class StoreUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  StoreUnavailableException(String reason) {
    // Expected, and thrown for each request while the store is away: no stack trace.
    super("the shared store is not available: " + reason, null, false, false);
  }
}
