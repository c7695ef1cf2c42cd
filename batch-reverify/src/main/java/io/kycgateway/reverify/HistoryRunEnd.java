package io.kycgateway.reverify;

import io.kycgateway.reverify.accuracy.FailureLimit;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.history.RunTally;
import io.kycgateway.reverify.history.database.RunDatabase;
import io.kycgateway.reverify.history.database.RunRecord;
import io.kycgateway.reverify.history.database.RunTable;
import io.kycgateway.reverify.history.report.RunSummary;
import io.kycgateway.reverify.push.MetricsPublisher;
import io.kycgateway.reverify.push.Pusher;
import io.kycgateway.reverify.push.RunTimestamps;
import io.kycgateway.reverify.report.Summary;
import io.kycgateway.reverify.run.StopSignal;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What follows a worker's last item: the run is complete, or this worker stops. Of all workers one
 * pushes the metrics of the end.
 */
record HistoryRunEnd(
    RunDatabase database,
    String run,
    RunTimestamps times,
    Tally tally,
    RunTally counted,
    MetricsPublisher publisher) {
  private static final Duration LAST_PUSH = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 500;

  /** Makes the summary, with files or without. */
  @FunctionalInterface
  interface Summaries {
    Summary of(RunSummary end) throws StartupException, IOException;
  }

  /**
   * Publishes for the last time, and makes the summary.
   *
   * @param pusher null: nothing is pushed
   * @param stop once it is requested the database is not waited for
   * @param limit how long to wait for the database, and for another worker's push
   */
  Summary summary(
      @Nullable Pusher pusher,
      StopSignal stop,
      InstantSource time,
      Summaries summaries,
      Duration limit)
      throws StartupException, IOException, InterruptedException {
    Instant end = time.instant().plus(limit);
    RunRecord last = counted.finish(() -> stop.isRequested() || time.instant().isAfter(end));
    if (last.completedAt() != null) {
      FailureLimit failures = FailureLimit.of(last.objective());
      times.completed(
          last.completedAt(),
          !failures.isExceededBy(tally.deadLetters(), tally.processed() - tally.skipped()));
    }
    boolean isPushedByAnother = !publish(last, pusher, time, end);
    return summaries.of(
        new RunSummary(
            last,
            tally,
            stop.cause().map(StopSignal.Cause::text),
            Optional.empty(),
            pusher == null
                ? Summary.Pushing.NONE
                : new Summary.Pushing(
                    Optional.of(pusher.target().toString()),
                    pusher.isLastPushed() || isPushedByAnother,
                    pusher.failures(),
                    pusher.lastFailure()),
            time.instant()));
  }

  /** False: another worker has pushed this end. */
  private boolean publish(
      RunRecord last, @Nullable Pusher pusher, InstantSource time, Instant limit)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (pusher != null && !counted.takePublishing() && time.instant().isBefore(limit)) {
      // A worker that stops leaves it to the others; at the end of a run each makes sure of it.
      if (!last.isComplete() || isPublished()) {
        // Pushes nothing any more, and writes the text file for the last time.
        publisher.finish(false, LAST_PUSH);
        return false;
      }
      boolean unused = never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
    publisher.finish(last.isComplete(), LAST_PUSH);
    counted.pushed(last.isComplete() && pusher != null && pusher.isLastPushed());
    return true;
  }

  private boolean isPublished() {
    return database.inTransaction(
        handle -> RunTable.find(handle, run).map(RunRecord::isPublished).orElse(false));
  }
}
