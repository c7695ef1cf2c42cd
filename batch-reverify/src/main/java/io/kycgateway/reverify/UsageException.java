package io.kycgateway.reverify;

/** Something that the operator must mend before a run can start; the message names it. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
