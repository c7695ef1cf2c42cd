package io.kycgateway.reverify;

import io.kycgateway.reverify.report.ExitCode;

/** Carries an exit code other than 0 out of the command; the reason was reported before. */
final class ExitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  ExitException(ExitCode code) {
    super(code.name(), null, false, false);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
