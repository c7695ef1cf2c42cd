package io.kycgateway.pipeline;

import io.kycgateway.verification.VerificationRequest;

/** How long a verification may take, in nanoseconds. */
@FunctionalInterface
public interface Budget {
  long nanos(VerificationRequest request);
}
