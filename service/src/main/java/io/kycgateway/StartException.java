package io.kycgateway;

/** Stops the start; the message alone tells the operator what to mend. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what to mend. */
  public StartException(String message) {
    super(message);
  }
}
