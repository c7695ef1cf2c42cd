package io.kycgateway.pipeline;

import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;

/**
 * A verification that was admitted.
 *
 * @param id a UUID of version 7, made at admission; every accepted verification has its own
 */
public record AcceptedVerification(
    String id, VerificationRequest request, VerificationContext context) {}
