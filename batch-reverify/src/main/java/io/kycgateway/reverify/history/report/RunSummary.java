package io.kycgateway.reverify.history.report;

import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.history.HistoryAccess;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.report.Report;
import io.kycgateway.reverify.report.Summary;
import io.kycgateway.reverify.report.SummaryJson;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The summary of a run over the history: of all its workers.
 *
 * @param tally of all closed items
 * @param stopCause why this worker stopped early, if it did
 * @param nothingNew when the run was complete, if it was before this worker came
 * @param now the end of a run that is not complete
 */
public record RunSummary(
    RunRecord run,
    Tally tally,
    Optional<String> stopCause,
    Optional<Instant> nothingNew,
    Summary.Pushing pushing,
    Instant now) {

  /** The summary without files. */
  public Summary summary() throws StartupException {
    return summary(Optional.empty(), ChangesCsv.Changes.NONE);
  }

  /** Writes all files of the run, and returns its summary. */
  public Summary write(HistoryAccess history, RunFiles files) throws StartupException, IOException {
    new RunFilesWriter(history.database(), history.cipher()).write(run.name(), files);
    Summary summary =
        summary(
            Optional.of(files),
            ChangesCsv.write(files.output(), files.changes(), Summary.LISTED_CHANGES));
    DurableFiles.replace(files.summary(), SummaryJson.of(summary));
    DurableFiles.replace(files.report(), Report.of(summary));
    return summary;
  }

  private Summary summary(Optional<RunFiles> files, ChangesCsv.Changes changes)
      throws StartupException {
    FailureLimit limit = FailureLimit.of(run.objective());
    ExitCode code =
        !run.isComplete()
            ? ExitCode.STOPPED
            : limit.isExceededBy(tally.deadLetters(), tally.processed() - tally.skipped())
                ? ExitCode.TOO_MANY_FAILURES
                : ExitCode.COMPLETE;
    Instant end = run.completedAt() == null ? now : run.completedAt();
    Duration took = Duration.between(run.startedAt(), end);
    return new Summary(
        code,
        run.isComplete() ? Optional.empty() : stopCause,
        "run " + run.name() + " over the history",
        manifest(run),
        files,
        Shard.WHOLE,
        limit,
        run.startedAt(),
        took.isNegative() ? Duration.ZERO : took,
        run.items(),
        true,
        0,
        nothingNew,
        run.isSimulated(),
        pushing,
        tally,
        changes);
  }

  /** What stands for the manifest's fingerprint. */
  public static String manifest(RunRecord run) {
    return Summary.HISTORY + run.name() + ": " + run.selection();
  }
}
