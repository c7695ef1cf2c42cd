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
  VERIFICATION_FAILED,
  /** Skipped: evidence was inline, which the history never stores. */
  EVIDENCE_INLINE,
  /** Skipped: the evidence was erased. */
  EVIDENCE_ERASED,
  /** Skipped: the record was deleted after the run had selected it. */
  RECORD_DELETED,
  /** Skipped: the file of keys has not the key that encrypted it. */
  KEY_MISSING;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /**
   * Whether the record cannot be verified from where it is kept, which is no failure: it is skipped
   * and counted as such.
   */
  public boolean isSkip() {
    return compareTo(EVIDENCE_INLINE) >= 0;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
