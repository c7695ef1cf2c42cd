package io.kycgateway.reverify.push;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.history.HistoryRunMetrics;
import io.kycgateway.reverify.history.RunTally;
import io.kycgateway.reverify.history.WorkerName;
import io.kycgateway.reverify.history.database.Lease;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.startup.StartupException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Pushes the metrics of a complete run over the history once more, as the database has them by now:
 * labels may have come since its end. What the pipeline measured of itself is not in the database,
 * and no longer in the group afterwards.
 */
public final class RunPush {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private RunPush() {}

  /**
   * Pushes them, in place of what is there.
   *
   * @param completedAt of that run
   * @param attempts how often to try
   * @return why it failed, if it did
   */
  public static Optional<String> push(
      RunDatabase database, RunRecord run, Instant completedAt, PushTarget target, int attempts)
      throws StartupException, InterruptedException {
    MetricRegistry dropwizard = new MetricRegistry();
    ScrapeRegistry prometheus = new ScrapeRegistry();
    MetricRecorder recorder =
        new MetricRecorder(BatchCatalogue.FAMILIES, dropwizard, prometheus, false);
    Exposition.connect(dropwizard, recorder, prometheus);
    RunTimestamps times = new RunTimestamps(recorder);
    Tally tally = new Tally();
    ReverifyMetrics metrics =
        new ReverifyMetrics(recorder, tally, Shard.WHOLE, LineCount.ofItems(run.items()));
    try (RunTally counted =
        new RunTally(
            database,
            run.name(),
            new Lease(WorkerName.ofThisProcess(), Math.toIntExact(LIMIT.toSeconds())),
            new HistoryRunMetrics(recorder),
            metrics::record)) {
      RunRecord unused = counted.finish(() -> true);
    }
    times.started(run.startedAt());
    times.completed(
        completedAt,
        !FailureLimit.of(run.objective())
            .isExceededBy(tally.deadLetters(), tally.processed() - tally.skipped()));
    Pusher pusher = new Pusher(target, prometheus, recorder, Shard.WHOLE, times, attempts);
    new MetricsPublisher(pusher, null).finish(/* isComplete= */ true, LIMIT);
    return pusher.isLastPushed()
        ? Optional.empty()
        : Optional.of(pusher.lastFailure().orElse("no answer in " + LIMIT.toSeconds() + " s"));
  }
}
