package io.kycgateway.reverify.report;

/** How progress is shown. */
public enum ProgressMode {
  /** A bar on a terminal, the log elsewhere. */
  AUTO,
  BAR,
  LOG,
  NONE;

  /** The mode to use; never {@link #AUTO}. */
  public ProgressMode on(boolean isTerminal) {
    if (this != AUTO) {
      return this;
    }
    return isTerminal ? BAR : LOG;
  }
}
