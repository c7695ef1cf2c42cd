package io.kycgateway.idempotency;

/**
 * A request's key and its body's digest.
 *
 * @param digest SHA-256 of the body's bytes, in hexadecimal
 */
public record IdempotencyFingerprint(IdempotencyKey key, String digest) {
  /** Hides the digest as well: bodies can be tested against it. */
  @Override
  public String toString() {
    return "IdempotencyFingerprint[hidden]";
  }
}
