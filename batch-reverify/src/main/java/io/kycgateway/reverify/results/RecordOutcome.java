package io.kycgateway.reverify.results;

import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.verification.Status;
import org.jspecify.annotations.Nullable;

/**
 * How a line of the manifest ended: all that statistics need of it. It is the same for a line of
 * this run and for one read back from the files of an earlier run.
 *
 * @param status the outcome; ERROR with a reason; null: the line was never verified
 * @param micros from the first attempt to the last
 * @param sawAttack whether liveness took the session for a presentation attack
 * @param isDegraded whether a module was missing from the decision
 * @param reason why there is no result; null: there is one
 */
public record RecordOutcome(
    long line,
    @Nullable Status status,
    Labels labels,
    int attempts,
    long micros,
    boolean sawAttack,
    boolean isDegraded,
    @Nullable DeadLetterReason reason) {

  public boolean isDeadLetter() {
    return reason != null && !reason.isSkip();
  }

  /** Whether it was not verified because it could not be, from where it is kept. */
  public boolean isSkipped() {
    return reason != null && reason.isSkip();
  }
}
