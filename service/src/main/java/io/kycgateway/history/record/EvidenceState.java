package io.kycgateway.history.record;

import io.kycgateway.common.WireName;
import java.util.Locale;

/** What is kept of the evidence of a verification. */
public enum EvidenceState implements WireName {
  /** The references of selfie and document, encrypted. */
  STORED,
  /** Nothing: at least one of them was inline, which is never stored. */
  INLINE,
  /** Nothing any more. */
  ERASED;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @Override
  public String wireName() {
    return wireName;
  }

  /** The state of that name. */
  public static EvidenceState of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
