package io.kycgateway.reverify.results;

import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.verification.Status;
import java.time.Instant;

/** An outcome and its line of the results or of the dead letters, not yet written. */
@SuppressWarnings("ArrayRecordComponent") // Made once, never changed, never compared.
public record OutcomeLine(RecordOutcome outcome, byte[] json) {

  /**
   * The result of a record.
   *
   * @param micros from the first attempt to the last
   */
  public static OutcomeLine result(
      ManifestRecord record, Decision decision, int attempts, long micros, Instant now) {
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
    return new OutcomeLine(outcome, ResultJson.result(outcome, record, decision, now));
  }

  /**
   * The dead letter of a record whose attempts all failed.
   *
   * @param micros from the first attempt to the last
   */
  public static OutcomeLine deadLetter(
      ManifestRecord record,
      DeadLetterReason reason,
      String detail,
      int attempts,
      long micros,
      Instant now) {
    RecordOutcome outcome =
        new RecordOutcome(
            record.line(), Status.ERROR, record.labels(), attempts, micros, false, false, reason);
    return new OutcomeLine(
        outcome, ResultJson.deadLetter(outcome, reason, record.id(), detail, now));
  }

  /** The dead letter of a line that cannot be verified. */
  public static OutcomeLine deadLetter(ManifestLine.Bad bad, Instant now) {
    RecordOutcome outcome =
        new RecordOutcome(bad.line(), null, Labels.NONE, 0, 0, false, false, bad.reason());
    return new OutcomeLine(
        outcome, ResultJson.deadLetter(outcome, bad.reason(), bad.id(), bad.detail(), now));
  }

  @Override
  public String toString() {
    return "OutcomeLine[line=" + outcome.line() + "]";
  }
}
