package io.kycgateway.reverify.report;

import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.run.Concurrency;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What there is to say of a run at its end.
 *
 * @param stopCause why it ended before its end, if it did
 * @param total lines of this shard
 * @param isTotalExact whether the manifest was read to its end
 * @param settledBefore lines that earlier runs had settled
 * @param isSimulated whether simulated modules answered
 */
public record Summary(
    ExitCode code,
    Optional<String> stopCause,
    String input,
    RunFiles files,
    Shard shard,
    FailureLimit maxFailures,
    Concurrency concurrency,
    Instant started,
    Duration took,
    long total,
    boolean isTotalExact,
    long settledBefore,
    boolean isSimulated,
    Pushing pushing,
    Tally tally) {
  private static final double MILLIS_PER_SECOND = 1000.0;

  /**
   * What became of the metrics.
   *
   * @param target where they were pushed; empty: nowhere
   * @param isLastPushed whether the last state arrived
   * @param failures attempts that failed
   */
  public record Pushing(
      Optional<String> target, boolean isLastPushed, long failures, Optional<String> lastFailure) {
    public static final Pushing NONE = new Pushing(Optional.empty(), false, 0, Optional.empty());
  }

  double recordsPerSecond() {
    double seconds = took.toMillis() / MILLIS_PER_SECOND;
    return seconds <= 0 ? 0 : (tally.settled() - settledBefore) / seconds;
  }

  /** The end in one line. */
  public String headline() {
    return switch (code) {
      case COMPLETE -> "complete";
      case TOO_MANY_FAILURES ->
          "complete, with %d dead letters where %s are allowed"
              .formatted(tally.deadLetters(), maxFailures);
      case USAGE -> "refused: " + stopCause.orElse("");
      case STOPPED ->
          "stopped: " + stopCause.orElse("") + "; the same command goes on where it stopped";
    };
  }
}
