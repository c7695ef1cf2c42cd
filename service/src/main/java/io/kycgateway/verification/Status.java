package io.kycgateway.verification;

import io.kycgateway.common.WireName;

/** How a verification ended. */
public enum Status implements WireName {
  VERIFIED,
  REJECTED,
  MANUAL_REVIEW,
  /** No decision was reached; never answered as a decision. */
  ERROR;

  @Override
  public String wireName() {
    return name();
  }
}
