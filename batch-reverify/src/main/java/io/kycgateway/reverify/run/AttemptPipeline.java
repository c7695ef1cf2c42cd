package io.kycgateway.reverify.run;

import io.kycgateway.pipeline.OutcomeListener;
import io.kycgateway.pipeline.VerificationOutcome;
import io.kycgateway.verification.VerificationContext;
import io.kycgateway.verification.VerificationRequest;

/** Verifies once. */
@FunctionalInterface
public interface AttemptPipeline {
  /** The outcome, of which the listener is told too if the verification was accepted. */
  VerificationOutcome verify(
      VerificationRequest request, VerificationContext context, OutcomeListener listener);
}
