package io.kycgateway;

/** Stops the start; the message alone tells the operator what to mend. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }
}
