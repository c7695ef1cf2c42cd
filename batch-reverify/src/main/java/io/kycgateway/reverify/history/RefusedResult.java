package io.kycgateway.reverify.history;

import io.kycgateway.reverify.history.database.ItemResult;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.Status;
import java.util.Optional;

/** What becomes of a result whose record the database refuses. */
final class RefusedResult {
  private RefusedResult() {}

  /** A dead letter without that record; empty: it has none that could be left out. */
  static Optional<ItemResult> withoutRecord(ItemResult one) {
    if (one.verification() == null) {
      return Optional.empty();
    }
    RecordOutcome outcome = one.outcome();
    return Optional.of(
        new ItemResult(
            one.item(),
            new RecordOutcome(
                outcome.line(),
                Status.ERROR,
                outcome.labels(),
                outcome.attempts(),
                outcome.micros(),
                outcome.sawAttack(),
                outcome.isDegraded(),
                DeadLetterReason.VERIFICATION_FAILED),
            "the database refuses its record",
            null));
  }
}
