package io.kycgateway.reverify.results;

import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.verification.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An outcome and its line of the results or of the dead letters, not yet written.
 *
 * @param detail why there is no result, without any personal data; empty: there is one
 * @param verification the last attempt; null: the record was never verified
 */
@SuppressWarnings("ArrayRecordComponent") // Made once, never changed, never compared.
public record OutcomeLine(
    RecordOutcome outcome,
    String detail,
    @Nullable ConcludedVerification verification,
    byte[] json) {

  /**
   * The result of a record.
   *
   * @param verification the last attempt
   * @param micros from the first attempt to the last
   */
  public static OutcomeLine result(
      ManifestRecord record,
      Decision decision,
      @Nullable ConcludedVerification verification,
      int attempts,
      long micros,
      Instant now) {
    RecordOutcome outcome =
        new RecordOutcome(
            record.line(),
            decision.status(),
            record.labels(),
            attempts,
            micros,
            decision.attackType() != null,
            !decision.degraded().isEmpty(),
            null);
    return new OutcomeLine(
        outcome, "", verification, ResultJson.result(outcome, record, decision, now));
  }

  /**
   * The dead letter of a record whose attempts all failed.
   *
   * @param verification the last attempt; null: it never began
   * @param micros from the first attempt to the last
   */
  public static OutcomeLine deadLetter(
      ManifestRecord record,
      DeadLetterReason reason,
      String detail,
      @Nullable ConcludedVerification verification,
      int attempts,
      long micros,
      Instant now) {
    RecordOutcome outcome =
        new RecordOutcome(
            record.line(), Status.ERROR, record.labels(), attempts, micros, false, false, reason);
    return new OutcomeLine(
        outcome,
        detail,
        verification,
        ResultJson.deadLetter(outcome, reason, record.id(), detail, now));
  }

  /** The dead letter of a line that cannot be verified. */
  public static OutcomeLine deadLetter(ManifestLine.Bad bad, Instant now) {
    RecordOutcome outcome =
        new RecordOutcome(bad.line(), null, Labels.NONE, 0, 0, false, false, bad.reason());
    return new OutcomeLine(
        outcome,
        bad.detail(),
        null,
        ResultJson.deadLetter(outcome, bad.reason(), bad.id(), bad.detail(), now));
  }

  @Override
  public String toString() {
    return "OutcomeLine[line=" + outcome.line() + "]";
  }
}
