package io.kycgateway.api;

import io.kycgateway.idempotency.IdempotencyFingerprint;
import io.kycgateway.verification.VerificationRequest;
import java.util.Optional;

/**
 * The body of a verification request, read and valid.
 *
 * @param keyed the Idempotency-Key with the body's digest, if the request has a key
 */
record VerificationBody(VerificationRequest request, Optional<IdempotencyFingerprint> keyed) {}
