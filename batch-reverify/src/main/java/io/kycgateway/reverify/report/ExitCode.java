package io.kycgateway.reverify.report;

/** Exit codes of the process. */
public enum ExitCode {
  /** Every record is processed, within the failure threshold. */
  COMPLETE(0),
  /** Every record is processed, with more failures than allowed. */
  TOO_MANY_FAILURES(1),
  /** Invalid command line, configuration or files; nothing was called. */
  USAGE(2),
  /** Stopped early by a signal or an error; the same command resumes the run. */
  STOPPED(3);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /**
   * The exit code of that status.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ExitCode of(int status) {
    for (ExitCode code : values()) {
      if (code.status == status) {
        return code;
      }
    }
    throw new IllegalArgumentException("unknown exit code");
  }

  public int status() {
    return status;
  }
}
