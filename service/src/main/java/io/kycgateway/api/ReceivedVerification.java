package io.kycgateway.api;

import io.kycgateway.idempotency.IdempotencyFingerprint;
import io.kycgateway.verification.VerificationRequest;
import java.util.Optional;

/**
 * A verification request as it came over HTTP.
 *
 * @param keyed its Idempotency-Key with its body's digest, if it has a key
 */
record ReceivedVerification(VerificationRequest request, Optional<IdempotencyFingerprint> keyed) {}
