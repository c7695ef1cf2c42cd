package io.kycgateway.problem;

/** Ends a request with a problem; thrown by the HTTP side, mapped in one place. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final long retryAfterSeconds;

  public ProblemException(Problem problem) {
    this(problem, 0);
  }

  /**
   * With a time after which to try again.
   *
   * @param retryAfterSeconds 0: none
   */
  public ProblemException(Problem problem, long retryAfterSeconds) {
    // A stack trace would say nothing and cost more than the response.
    super(problem.code(), null, false, false);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  public Problem problem() {
    return problem;
  }
}
