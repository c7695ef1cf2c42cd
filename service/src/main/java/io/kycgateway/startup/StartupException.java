package io.kycgateway.startup;

/** Stops a start; its message alone tells the operator what to fix. */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the message for the operator: what is wrong, and where. */
  public StartupException(String message) {
    super(message);
  }
}
