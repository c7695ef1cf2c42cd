package io.kycgateway.reverify.report;

/** What the process tells its scheduler. */
public enum ExitCode {
  /** Every record is settled, within the failure threshold. */
  COMPLETE(0),
  /** Every record is settled, with more failures than allowed. */
  TOO_MANY_FAILURES(1),
  /** The command line, the configuration or the files are not what they must be. */
  USAGE(2),
  /** Stopped before the end by a signal or a fault; the same command goes on where it stopped. */
  STOPPED(3);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
