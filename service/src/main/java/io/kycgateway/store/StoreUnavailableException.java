package io.kycgateway.store;

/**
 * The shared store did not reply; the caller falls back to local state. Omits the store's address.
 */
public final class StoreUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  StoreUnavailableException(String reason) {
    // Expected, and thrown for each request while the store is down: no stack trace.
    super("shared store unavailable: " + reason, null, false, false);
  }
}
