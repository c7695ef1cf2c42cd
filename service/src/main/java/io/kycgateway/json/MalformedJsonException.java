package io.kycgateway.json;

/** Bytes that are not one JSON document within the limits; the message holds none of the input. */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
