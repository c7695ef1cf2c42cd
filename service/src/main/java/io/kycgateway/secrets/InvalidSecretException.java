package io.kycgateway.secrets;

/** A secret that is missing or unusable; names the setting and the file, never the content. */
public final class InvalidSecretException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message for the operator. */
  public InvalidSecretException(String message) {
    super(message);
  }
}
