package io.kycgateway.modules;

import io.kycgateway.verification.Span;
import io.kycgateway.verification.VerificationContext;

/**
 * One call of a module.
 *
 * @param spans of its attempts, within the verification
 * @param remainingMillis the time that the call has from its start, the smaller of the module's
 *     timeout and what is left of the verification's budget; at least 1
 * @param attempt 1 for the first
 */
public record ModuleCall(
    String verificationId,
    ModulePayload payload,
    VerificationContext context,
    Span.Attempts spans,
    long remainingMillis,
    CallControl control,
    int attempt) {

  /** The same call, in that attempt. */
  ModuleCall withAttempt(int number) {
    return number == attempt
        ? this
        : new ModuleCall(verificationId, payload, context, spans, remainingMillis, control, number);
  }
}
