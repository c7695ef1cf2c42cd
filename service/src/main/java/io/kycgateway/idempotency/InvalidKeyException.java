package io.kycgateway.idempotency;

/** A header that is no idempotency key; the message says what it must be, not what it was. */
public final class InvalidKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidKeyException(String expectation) {
    super("the header " + IdempotencyKey.HEADER + " " + expectation);
  }
}
