package io.kycgateway.api;

import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.problem.Problem;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.problem.ProblemException;
import io.kycgateway.problem.ProblemMapper;

/** The problems that a verification request ends with instead of a decision. */
final class VerificationProblems {
  private VerificationProblems() {}

  /** The problem of an outcome that is no decision. */
  static ProblemException of(Concluded outcome, String session) {
    return new ProblemException(
        problem(outcome).withSession(session).withVerification(outcome.verificationId()));
  }

  /** Over a limit, before the session is known. */
  static ProblemException rateLimited() {
    return new ProblemException(overTheLimit());
  }

  /** Over a limit. */
  static ProblemException rateLimited(String session) {
    return new ProblemException(overTheLimit().withSession(session));
  }

  /** The database of the history takes no records. */
  static Problem historyUnavailable() {
    return Problem.of(
        ProblemCode.HISTORY_UNAVAILABLE, "verifications cannot be recorded; try again shortly");
  }

  /** Before a verification began. */
  static ProblemException notRecordable(String session) {
    return new ProblemException(historyUnavailable().withSession(session));
  }

  /** The outcome is known, and its record was not committed in time. */
  static ProblemException notRecorded(Concluded outcome, String session) {
    return new ProblemException(
        historyUnavailable().withSession(session).withVerification(outcome.verificationId()));
  }

  private static Problem overTheLimit() {
    return Problem.of(ProblemCode.RATE_LIMITED, ProblemMapper.detail(ProblemCode.RATE_LIMITED));
  }

  private static Problem problem(Concluded outcome) {
    if (outcome instanceof ModuleFailed failed) {
      return Problem.of(
              ProblemCode.MODULE_FAILED,
              "no decision could be reached because a required module failed")
          .withModule(failed.module().wireName(), failed.failure().kind().wireName());
    }
    if (outcome instanceof DeadlineExceeded) {
      return Problem.of(
          ProblemCode.DEADLINE_EXCEEDED, "no decision could be reached within the time budget");
    }
    if (outcome instanceof InternalError) {
      return Problem.of(
          ProblemCode.INTERNAL_ERROR, ProblemMapper.detail(ProblemCode.INTERNAL_ERROR));
    }
    throw new IllegalStateException("a decision is not a problem");
  }
}
