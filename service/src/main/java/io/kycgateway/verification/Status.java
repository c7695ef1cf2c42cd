package io.kycgateway.verification;

import io.kycgateway.common.WireName;

/** The status of a concluded verification. */
public enum Status implements WireName {
  VERIFIED,
  REJECTED,
  MANUAL_REVIEW,
  /** No decision was reached; never a decision. */
  ERROR;

  @Override
  public String wireName() {
    return name();
  }
}
