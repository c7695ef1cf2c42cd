package io.kycgateway.idempotency;

/** A header that is not an idempotency key; the message has the rule, not the value. */
public final class InvalidKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidKeyException(String expectation) {
    super("the header " + IdempotencyKey.HEADER + " " + expectation);
  }
}
