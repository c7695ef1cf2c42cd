package io.kycgateway.secrets;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks secret files once a second, so that a changed one is in force, and the log says so,
 * whether or not it is used meanwhile: the password of a database is not while its connections
 * last. Who rotates a secret waits for that line.
 */
public final class SecretWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecretWatch.class);
  private static final long INTERVAL_SECONDS = 1;

  private final List<SecretFile<?>> files;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "secret-watch");
            thread.setDaemon(true);
            return thread;
          });

  private SecretWatch(List<SecretFile<?>> files) {
    this.files = files;
  }

  /** Begins, on a thread of its own. */
  public static SecretWatch start(List<SecretFile<?>> files) {
    SecretWatch watch = new SecretWatch(List.copyOf(files));
    ScheduledFuture<?> unused =
        watch.scheduler.scheduleWithFixedDelay(
            watch::checkAll, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    return watch;
  }

  private void checkAll() {
    for (SecretFile<?> file : files) {
      try {
        file.reread();
      } catch (RuntimeException e) {
        // The schedule would end. Its message may quote the content.
        LOG.error("internal error {} while secret files are checked", e.getClass().getName());
      }
    }
  }

  /** Ends; what was read stays in force. */
  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
