package io.kycgateway.api;

import io.kycgateway.idempotency.IdempotencyFingerprint;
import io.kycgateway.verification.VerificationRequest;
import java.util.Optional;

/**
 * The body of a verification request, read and valid. It gives its memory back before the answer is
 * written, and not only when the request has ended: a client that has its answer and sends the next
 * request at once must find room.
 *
 * @param keyed the Idempotency-Key with the body's digest, if the request has a key
 * @param memory what it takes, released when the body is closed
 */
record VerificationBody(
    VerificationRequest request, Optional<IdempotencyFingerprint> keyed, BodyMemory.Lease memory)
    implements AutoCloseable {
  @Override
  public void close() {
    memory.close();
  }
}
