package io.kycgateway.modules;

import io.kycgateway.verification.VerificationContext;

/**
 * One call of a module.
 *
 * @param remainingMillis what is left of the verification's budget as the call begins; at least 1
 * @param attempt 1 for the first
 */
public record ModuleCall(
    String verificationId,
    ModulePayload payload,
    VerificationContext context,
    long remainingMillis,
    CallControl control,
    int attempt) {

  /** The same call, in that attempt. */
  ModuleCall withAttempt(int number) {
    return number == attempt
        ? this
        : new ModuleCall(verificationId, payload, context, remainingMillis, control, number);
  }
}
