package io.kycgateway.startup;

/** Stops the start; the message alone tells the operator what to mend. */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what to mend. */
  public StartupException(String message) {
    super(message);
  }
}
