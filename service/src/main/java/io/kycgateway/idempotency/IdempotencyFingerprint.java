package io.kycgateway.idempotency;

/**
 * A request's key and what it was sent with.
 *
 * @param digest SHA-256 of the body's bytes as they came, in hexadecimal
 */
public record IdempotencyFingerprint(IdempotencyKey key, String digest) {
  /** Hides the digest as well: a body can be guessed by it. */
  @Override
  public String toString() {
    return "IdempotencyFingerprint[hidden]";
  }
}
