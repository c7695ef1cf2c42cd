package io.kycgateway.reverify;

/** How progress is shown. */
enum ProgressMode {
  /** A bar on a terminal, the log elsewhere. */
  AUTO,
  BAR,
  LOG,
  NONE
}
