package io.kycgateway.reverify.results;

import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.ProcessedLines;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * What earlier runs processed, read back from the results first and then from the dead letters that
 * {@link DeadLetters} leaves.
 */
public final class EarlierOutcomes {
  private final ProcessedLines processed;
  private final boolean isRetrying;
  private final Consumer<RecordOutcome> onOutcome;

  /**
   * @param processed takes each line
   * @param isRetrying whether dead letters of transient failures are to be verified again
   * @param onOutcome takes each outcome that stands
   */
  public EarlierOutcomes(
      ProcessedLines processed, boolean isRetrying, Consumer<RecordOutcome> onOutcome) {
    this.processed = processed;
    this.isRetrying = isRetrying;
    this.onOutcome = onOutcome;
  }

  /** Takes a line of either file. */
  public void take(byte[] line) throws IOException, StartupException {
    StoredOutcome stored = StoredOutcome.read(line);
    RecordOutcome outcome = stored.outcome();
    if (isRetrying && isTransient(outcome)) {
      processed.addReopened(outcome.line(), stored.id());
    } else {
      processed.add(outcome.line(), stored.id());
      onOutcome.accept(outcome);
    }
  }

  static boolean isTransient(RecordOutcome outcome) {
    return outcome.reason() == DeadLetterReason.RETRIES_EXHAUSTED;
  }
}
