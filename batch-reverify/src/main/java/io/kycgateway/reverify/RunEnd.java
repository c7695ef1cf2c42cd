package io.kycgateway.reverify;

import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.push.MetricsPublisher;
import io.kycgateway.reverify.push.Pusher;
import io.kycgateway.reverify.push.RunTimestamps;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.report.Report;
import io.kycgateway.reverify.report.Summary;
import io.kycgateway.reverify.report.SummaryJson;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.reverify.results.RunMetadata;
import io.kycgateway.reverify.run.StopSignal;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows a run's last record.
 *
 * @param completion what an earlier run wrote when it had completed this output
 * @param stopCause why the run stopped early, if it did
 * @param pusher to a Pushgateway; null: none is configured
 */
record RunEnd(
    ReverifyOptions options,
    RunMetadata metadata,
    Optional<RunMetadata.Completion> completion,
    RunTimestamps times,
    Tally tally,
    Optional<StopSignal.Cause> stopCause,
    @Nullable Pusher pusher,
    MetricsPublisher publisher,
    Instant started) {
  private static final Logger LOG = LoggerFactory.getLogger(RunEnd.class);
  private static final Duration LAST_PUSH = Duration.ofSeconds(10);

  /**
   * Publishes for the last time, and writes the files of the run's end.
   *
   * @param processedBefore lines that earlier runs processed
   * @param hasBegun whether this run found a line of work
   */
  Summary summary(
      LineCount lines, long processedBefore, boolean isSimulated, boolean hasBegun, Instant now)
      throws Exception {
    boolean isComplete = lines.isComplete() && tally.processed() == lines.total();
    ExitCode code =
        !isComplete
            ? ExitCode.STOPPED
            : options.maxFailures().isExceededBy(tally.deadLetters(), tally.processed())
                ? ExitCode.TOO_MANY_FAILURES
                : ExitCode.COMPLETE;
    Optional<RunMetadata.Completion> nothingNew =
        isComplete && !hasBegun ? completion : Optional.empty();
    // Stopped before it could find out: a complete output keeps its summary too.
    boolean isUntouched = completion.isPresent() && !hasBegun;
    if (nothingNew.isPresent()) {
      publishLate(nothingNew.get(), code);
    } else if (isUntouched) {
      publisher.discard();
    } else {
      times.started(started);
      if (isComplete) {
        times.completed(now, code == ExitCode.COMPLETE);
      }
      publisher.finish(isComplete, LAST_PUSH);
    }
    Summary summary =
        new Summary(
            code,
            isComplete ? Optional.empty() : stopCause.map(StopSignal.Cause::text),
            options.input(),
            metadata.manifest(),
            Optional.of(options.files()),
            options.shard(),
            options.maxFailures(),
            started,
            Duration.between(started, now),
            lines.total(),
            lines.isExact(),
            processedBefore,
            nothingNew.map(RunMetadata.Completion::ended),
            isSimulated,
            pusher == null
                ? Summary.Pushing.NONE
                : new Summary.Pushing(
                    Optional.of(pusher.target().toString()),
                    pusher.isLastPushed(),
                    pusher.failures(),
                    pusher.lastFailure()),
            tally,
            isUntouched ? ChangesCsv.Changes.NONE : changes());
    if (!isUntouched) {
      boolean isPublished = pusher == null || pusher.isLastPushed();
      write(summary, isComplete ? new RunMetadata.Completion(started, now, isPublished) : null);
    }
    return summary;
  }

  // The metrics of a completed run that did not arrive, with its times and not today's.
  private void publishLate(RunMetadata.Completion earlier, ExitCode code) throws Exception {
    if (earlier.isPublished() || pusher == null) {
      publisher.discard();
      return;
    }
    times.started(earlier.started());
    times.completed(earlier.ended(), code == ExitCode.COMPLETE);
    publisher.finish(true, LAST_PUSH);
    if (pusher.isLastPushed()) {
      metadata.complete(
          options.files(), new RunMetadata.Completion(earlier.started(), earlier.ended(), true));
    }
  }

  private ChangesCsv.Changes changes() throws StartupException {
    RunFiles files = options.files();
    try {
      return ChangesCsv.write(files.output(), files.changes(), Summary.LISTED_CHANGES);
    } catch (IOException e) {
      LOG.warn("writing the changed outcomes failed: {}", e.getMessage());
      return ChangesCsv.Changes.NONE;
    }
  }

  private void write(Summary summary, RunMetadata.@Nullable Completion completed) {
    try {
      DurableFiles.replace(options.files().summary(), SummaryJson.of(summary));
      DurableFiles.replace(options.files().report(), Report.of(summary));
      if (completed != null) {
        metadata.complete(options.files(), completed);
      }
    } catch (IOException e) {
      // The results are complete; a full disk must not turn them into a failure.
      LOG.warn("writing the summary failed: {}", e.getMessage());
    }
  }
}
