package io.kycgateway.reverify.manifest;

import io.kycgateway.common.WireName;
import java.util.Locale;

/** Why a line of the manifest has no result. */
public enum DeadLetterReason implements WireName {
  /** Over the limit of bytes. */
  LINE_TOO_LONG,
  INVALID_UTF8,
  NOT_JSON,
  /** JSON, but no valid record. */
  INVALID_RECORD,
  /** An earlier line has the same id. */
  DUPLICATE_ID,
  /** Failures that might have passed, until the attempts were used up. */
  RETRIES_EXHAUSTED,
  /** A failure that another attempt would not mend. */
  VERIFICATION_FAILED;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  @Override
  public String wireName() {
    return wireName;
  }
}
