package io.kycgateway.reverify.history.report;

import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.history.HistoryAccess;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.report.Summary;
import io.kycgateway.reverify.results.OutputLock;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.results.RunMetadata;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The files of runs that are asked for after their end. */
public final class RunExports {
  private RunExports() {}

  /**
   * Writes all files of a run as it is in the database.
   *
   * @param output the file of its results; the others are beside it
   */
  public static Summary writeRun(HistoryAccess history, RunRecord run, Tally tally, String output)
      throws StartupException, IOException {
    RunFiles files = RunFiles.of(output, null, Map.of());
    try (OutputLock lock = OutputLock.of(files.output())) {
      new RunMetadata(RunSummary.manifest(run), Shard.WHOLE.toString()).claim(files);
      return of(run, tally).write(history, files);
    }
  }

  /** The summary of a run as it is in the database. */
  public static RunSummary of(RunRecord run, Tally tally) {
    return new RunSummary(
        run, tally, Optional.empty(), Optional.empty(), Summary.Pushing.NONE, Instant.now());
  }
}
