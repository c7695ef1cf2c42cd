package io.kycgateway.reverify.results;

import io.kycgateway.reverify.manifest.ProcessedLines;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.util.BitSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results and dead letters of a run, which goes on where earlier runs stopped. With {@code
 * --retry-dead-letters} it also removes the dead letters that the run superseded.
 */
public final class ResumedOutput {
  private static final Logger LOG = LoggerFactory.getLogger(ResumedOutput.class);

  private final RunFiles files;
  private final boolean isRetrying;
  private final AppendOnlyFile results;
  private final AppendOnlyFile deadLetters;

  /** Written by the writer's thread, read after its end. */
  private final BitSet resultsOfThisRun = new BitSet();

  private ResumedOutput(
      RunFiles files, boolean isRetrying, AppendOnlyFile results, AppendOnlyFile deadLetters) {
    this.files = files;
    this.isRetrying = isRetrying;
    this.results = results;
    this.deadLetters = deadLetters;
  }

  /**
   * Reads back what earlier runs processed and opens the files behind it; both must be locked.
   *
   * @param isRetrying whether dead letters of transient failures are to be verified again
   * @param processed takes the processed lines
   * @param onOutcome takes each outcome that stands
   * @throws StartupException if a file holds anything but the lines of this job
   */
  public static ResumedOutput open(
      RunFiles files,
      boolean isRetrying,
      ProcessedLines processed,
      Consumer<RecordOutcome> onOutcome)
      throws IOException, StartupException {
    EarlierOutcomes earlier = new EarlierOutcomes(processed, isRetrying, onOutcome);
    AppendOnlyFile results = AppendOnlyFile.open(files.output(), earlier::take);
    DryRunLetters.discard(files.deadLetters());
    DeadLetters.removeSuperseded(files.deadLetters(), processed::contains);
    AppendOnlyFile deadLetters = AppendOnlyFile.open(files.deadLetters(), earlier::take);
    return new ResumedOutput(files, isRetrying, results, deadLetters);
  }

  /**
   * Starts to write; closing the writer closes the files.
   *
   * @param onWritten called with each outcome once it is on disk, by one thread
   * @param onFailure called with the reason when writing fails
   */
  public ResultWriter writer(Consumer<RecordOutcome> onWritten, Consumer<String> onFailure) {
    return ResultWriter.start(
        results,
        deadLetters,
        outcome -> {
          onWritten.accept(outcome);
          if (isRetrying && !outcome.isDeadLetter()) {
            resultsOfThisRun.set(Math.toIntExact(outcome.line()));
          }
        },
        onFailure);
  }

  /** Removes the dead letters of lines that now have a result; the writer must be closed. */
  public void removeSuperseded() throws StartupException {
    try {
      if (isRetrying) {
        DeadLetters.removeSuperseded(
            files.deadLetters(), line -> resultsOfThisRun.get(Math.toIntExact(line)));
      }
    } catch (IOException e) {
      LOG.warn("removing superseded dead letters failed, the next run does it: {}", e.getMessage());
    }
  }
}
