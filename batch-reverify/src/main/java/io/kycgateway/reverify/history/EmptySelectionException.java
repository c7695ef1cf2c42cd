package io.kycgateway.reverify.history;

/** Carries the refusal out of the transaction, which leaves nothing then. */
final class EmptySelectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
