package io.kycgateway.pipeline;

import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Span;
import io.kycgateway.verification.Status;
import java.util.List;

/** The span of one verification, from its acceptance to its outcome. */
final class VerificationSpan {
  private static final String NAME = "verification";

  private VerificationSpan() {}

  /** Begins it within the operation that the verification is a part of. */
  static AcceptedVerification begin(AcceptedVerification accepted) {
    Span span = accepted.context().span().operation(NAME);
    return span == accepted.context().span()
        ? accepted
        : new AcceptedVerification(
            accepted.id(), accepted.request(), accepted.context().within(span));
  }

  /** Ends it. A rejection is no failure; a verification without a decision is one. */
  static void end(ConcludedVerification verification) {
    Span span = verification.accepted().context().span();
    if (!span.isRecorded()) {
      return;
    }
    VerificationOutcome.Concluded outcome = verification.outcome();
    span.put("kyc.verification.id", outcome.verificationId());
    span.put("kyc.verification.status", outcome.status().wireName());
    span.put("kyc.channel", verification.accepted().context().channel().wireName());
    if (outcome instanceof Decision decision && !decision.degraded().isEmpty()) {
      span.put("kyc.degraded_modules", wireNames(decision.degraded()));
    }
    if (outcome instanceof ModuleFailed failed) {
      span.put("kyc.module", failed.module().wireName());
      span.put("kyc.module.failure", failed.failure().kind().wireName());
    }
    if (outcome instanceof VerificationOutcome.DeadlineExceeded exceeded) {
      span.put("kyc.waiting_for_modules", wireNames(exceeded.waitingFor()));
    }
    if (outcome.status() == Status.ERROR) {
      span.fail(errorType(outcome));
    }
    span.end();
  }

  // The code of the problem that it is answered with.
  private static String errorType(VerificationOutcome.Concluded outcome) {
    return outcome instanceof ModuleFailed
        ? "module_failed"
        : outcome instanceof VerificationOutcome.DeadlineExceeded
            ? "deadline_exceeded"
            : "internal_error";
  }

  private static List<String> wireNames(List<ModuleName> modules) {
    return modules.stream().map(ModuleName::wireName).toList();
  }
}
