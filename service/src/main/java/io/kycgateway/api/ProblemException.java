package io.kycgateway.api;

/** Ends a request with a problem; made where the HTTP side finds one, mapped in one place. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    // A stack trace would tell nothing and cost more than the answer.
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
