package io.kycgateway.reverify.push;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the metrics out at the start, at intervals and at the end, on a thread of its own: a
 * Pushgateway that is slow or down never holds up the run, and its end for a few seconds only.
 */
public final class MetricsPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsPublisher.class);

  private final @Nullable Pusher pusher;
  private final @Nullable Textfile textfile;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread pushing = new Thread(task, "reverify-push");
            pushing.setDaemon(true);
            return pushing;
          });

  private MetricsPublisher(@Nullable Pusher pusher, @Nullable Textfile textfile) {
    this.pusher = pusher;
    this.textfile = textfile;
  }

  public static MetricsPublisher start(
      @Nullable Pusher pusher, @Nullable Textfile textfile, Duration interval) {
    MetricsPublisher outlets = new MetricsPublisher(pusher, textfile);
    Future<?> unused =
        outlets.thread.scheduleWithFixedDelay(
            outlets::carryOut, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    return outlets;
  }

  private void carryOut() {
    try {
      if (textfile != null) {
        textfile.write();
      }
      if (pusher != null) {
        pusher.push();
      }
    } catch (RuntimeException e) {
      // The schedule would end with it.
      LOG.warn("metrics could not be carried out", e);
    }
  }

  /**
   * Carries out the last state.
   *
   * @param isComplete whether the run settled everything, so that it stands for all of the job
   * @param limit the longest that this takes
   */
  public void finish(boolean isComplete, Duration limit) throws InterruptedException {
    Future<?> last =
        thread.submit(
            () -> {
              carryOut();
              if (pusher != null && isComplete && pusher.isLastPushed()) {
                pusher.removeStaleGroups();
              }
            });
    try {
      last.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the last push is given up after {} s", limit.toSeconds());
    } catch (ExecutionException e) {
      LOG.warn("the last push failed", e);
    } finally {
      thread.shutdownNow();
    }
  }
}
