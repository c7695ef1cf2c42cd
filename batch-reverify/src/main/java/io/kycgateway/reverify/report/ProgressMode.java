package io.kycgateway.reverify.report;

/** How progress is shown. */
public enum ProgressMode {
  /** A bar on a terminal, the log elsewhere. */
  AUTO,
  BAR,
  LOG,
  NONE
}
