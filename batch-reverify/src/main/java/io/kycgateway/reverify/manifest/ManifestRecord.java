package io.kycgateway.reverify.manifest;

import io.kycgateway.verification.VerificationRequest;

/**
 * A line of the manifest that can be verified.
 *
 * @param line its number, from 1
 * @param bytes its length, for the memory that it takes while it is in flight
 */
public record ManifestRecord(
    long line, int bytes, String id, Labels labels, VerificationRequest request) {

  /** Shows the line only: an id may be anything. */
  @Override
  public String toString() {
    return "ManifestRecord[line=" + line + "]";
  }
}
