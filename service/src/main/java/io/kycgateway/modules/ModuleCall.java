package io.kycgateway.modules;

import io.kycgateway.verification.TraceContext;
import io.kycgateway.verification.VerificationContext;

/**
 * One call of a module.
 *
 * @param trace of the call's own span, under that of the verification
 * @param remainingMillis the time that the call has from its start, the smaller of the module's
 *     timeout and what is left of the verification's budget; at least 1
 * @param attempt 1 for the first
 */
public record ModuleCall(
    String verificationId,
    ModulePayload payload,
    VerificationContext context,
    TraceContext trace,
    long remainingMillis,
    CallControl control,
    int attempt) {

  /** The same call, in that attempt. */
  ModuleCall withAttempt(int number) {
    return number == attempt
        ? this
        : new ModuleCall(verificationId, payload, context, trace, remainingMillis, control, number);
  }
}
