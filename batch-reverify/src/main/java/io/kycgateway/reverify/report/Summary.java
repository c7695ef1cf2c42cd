package io.kycgateway.reverify.report;

import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.reverify.results.RunFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The result of a run.
 *
 * @param stopCause why the run stopped early, if it did
 * @param manifest its fingerprint
 * @param files that the run writes; empty: none, its results are in the history
 * @param total lines of this shard
 * @param isTotalExact whether the manifest was read to its end
 * @param processedBefore lines that earlier runs processed
 * @param nothingNew when an earlier run had completed this output, if there was nothing left to do
 * @param isSimulated whether simulated modules were used
 */
public record Summary(
    ExitCode code,
    Optional<String> stopCause,
    String input,
    String manifest,
    Optional<RunFiles> files,
    Shard shard,
    FailureLimit maxFailures,
    Instant started,
    Duration took,
    long total,
    boolean isTotalExact,
    long processedBefore,
    Optional<Instant> nothingNew,
    boolean isSimulated,
    Pushing pushing,
    Tally tally,
    ChangesCsv.Changes changes) {
  /** How many changed outcomes summary and report list; the CSV file has all of them. */
  public static final int LISTED_CHANGES = 100;

  /** What {@link #manifest} begins with if the records are those of a run over the history. */
  public static final String HISTORY = "history: ";

  private static final double MILLIS_PER_SECOND = 1000.0;

  /**
   * The result of pushing metrics.
   *
   * @param target the Pushgateway; empty: not configured
   * @param isLastPushed whether the last push succeeded
   * @param failures failed attempts
   */
  public record Pushing(
      Optional<String> target, boolean isLastPushed, long failures, Optional<String> lastFailure) {
    public static final Pushing NONE = new Pushing(Optional.empty(), false, 0, Optional.empty());
  }

  double recordsPerSecond() {
    double seconds = took.toMillis() / MILLIS_PER_SECOND;
    return seconds <= 0 ? 0 : (tally.processed() - processedBefore) / seconds;
  }

  /** The result in one line. */
  public String headline() {
    return nothingNew
        .map(
            completed ->
                "NOTHING NEW: every record was processed by "
                    + completed
                    + "; no module was called, and the summary, the report and the last success of"
                    + " that run stand. For a new verification name another "
                    + (manifest.startsWith(HISTORY) ? "--run" : "--output"))
        .orElseGet(this::headlineOfTheRun);
  }

  private String headlineOfTheRun() {
    return switch (code) {
      case COMPLETE -> "complete";
      case TOO_MANY_FAILURES ->
          "complete, with " + tally.deadLetters() + " dead letters; " + maxFailures + " allowed";
      case USAGE -> "refused: " + stopCause.orElse("");
      case STOPPED ->
          stopCause
              .map(cause -> "stopped: " + cause + "; run the same command to resume")
              .orElse("under way or left by its workers; the same command joins it");
    };
  }
}
