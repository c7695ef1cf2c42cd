package io.kycgateway.reverify.push;

import io.kycgateway.common.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the metrics once there is work, at intervals and at the end, on a thread of its own: a
 * slow or unavailable Pushgateway never blocks the run, and delays its end by a few seconds at
 * most.
 */
public final class MetricsPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsPublisher.class);

  private final @Nullable Pusher pusher;
  private final @Nullable Textfile textfile;
  private final BooleanSupplier mayPush;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("reverify-push"));

  public MetricsPublisher(@Nullable Pusher pusher, @Nullable Textfile textfile) {
    this(pusher, textfile, () -> true);
  }

  /**
   * @param mayPush asked before each push, on the publisher's thread: of the workers of a run over
   *     the history one pushes
   */
  public MetricsPublisher(
      @Nullable Pusher pusher, @Nullable Textfile textfile, BooleanSupplier mayPush) {
    this.pusher = pusher;
    this.textfile = textfile;
    this.mayPush = mayPush;
  }

  /** Publishes now and at intervals. */
  public void start(Duration interval) {
    Future<?> unused =
        thread.scheduleWithFixedDelay(this::publish, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void publish() {
    try {
      boolean isOurs = mayPush.getAsBoolean();
      if (textfile != null) {
        textfile.write();
      }
      if (pusher != null && isOurs) {
        pusher.push();
      }
    } catch (RuntimeException e) {
      // An exception would cancel the schedule.
      LOG.warn("publishing metrics failed", e);
    }
  }

  /** Ends without publishing anything more. */
  public void discard() {
    thread.shutdownNow();
  }

  /**
   * Publishes the last state and ends; to be called once, or {@link #discard}.
   *
   * @param isComplete whether the run processed every line; only then are stale groups removed
   * @param limit timeout
   */
  public void finish(boolean isComplete, Duration limit) throws InterruptedException {
    Future<?> last =
        thread.submit(
            () -> {
              publish();
              if (pusher != null && isComplete && pusher.isLastPushed()) {
                pusher.removeStaleGroups();
              }
            });
    try {
      last.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the last push timed out after {} s", limit.toSeconds());
    } catch (ExecutionException e) {
      LOG.warn("the last push failed", e);
    } finally {
      thread.shutdownNow();
    }
  }
}
