package io.kycgateway.pipeline;

import io.kycgateway.pipeline.VerificationOutcome.Shed;

/**
 * Is told what becomes of verifications: metrics, the log and whatever else records outcomes.
 * Called on the verification's own thread while it still counts against the pipeline's capacity, so
 * it must not block. What it throws is logged and changes nothing.
 */
public interface OutcomeListener {
  /** A verification was admitted; {@link #concluded} follows exactly once. */
  default void accepted(AcceptedVerification verification) {}

  /** An accepted verification has its outcome. */
  void concluded(ConcludedVerification verification);

  /** A request was refused before it became a verification. */
  default void shed(Shed.Reason reason) {}
}
