package io.kycgateway.reverify.testing;

import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;

/** Outcomes of records for tests. */
public final class Outcomes {
  private Outcomes() {}

  /** A record with a result after one attempt of 1 ms. */
  public static RecordOutcome result(long line, Status previous, Status status) {
    return new RecordOutcome(
        line, status, new Labels(previous, null, null), 1, 1000, false, false, null);
  }

  /** A labelled record. */
  public static RecordOutcome labelled(
      long line, Status status, GroundTruth truth, AttackType attack, boolean sawAttack) {
    return new RecordOutcome(
        line, status, new Labels(null, truth, attack), 1, 1000, sawAttack, false, null);
  }

  /** A record whose verification failed after some attempts. */
  public static RecordOutcome failed(long line, int attempts) {
    return new RecordOutcome(
        line,
        Status.ERROR,
        Labels.NONE,
        attempts,
        2000,
        false,
        false,
        DeadLetterReason.RETRIES_EXHAUSTED);
  }

  /** A line that could not be verified. */
  public static RecordOutcome bad(long line, DeadLetterReason reason) {
    return new RecordOutcome(line, null, Labels.NONE, 0, 0, false, false, reason);
  }
}
