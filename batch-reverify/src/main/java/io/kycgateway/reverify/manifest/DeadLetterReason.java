package io.kycgateway.reverify.manifest;

import io.kycgateway.common.WireName;
import java.util.Locale;

/** Why a line of the manifest has no result. */
public enum DeadLetterReason implements WireName {
  /** Longer than the limit in bytes. */
  LINE_TOO_LONG,
  INVALID_UTF8,
  NOT_JSON,
  /** JSON, but not a valid record. */
  INVALID_RECORD,
  /** An earlier line has the same id. */
  DUPLICATE_ID,
  /** Transient failures until the attempts were used up. */
  RETRIES_EXHAUSTED,
  /** A permanent failure: another attempt would fail too. */
  VERIFICATION_FAILED;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @Override
  public String wireName() {
    return wireName;
  }
}
