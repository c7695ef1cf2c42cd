package io.kycgateway.secrets;

import io.kycgateway.common.DaemonThreads;
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

  private final ScheduledExecutorService scheduler;

  private SecretWatch(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  /** Begins, on a thread for each file: a file system that hangs holds up no other one's files. */
  public static SecretWatch start(List<SecretFile<?>> files) {
    ScheduledExecutorService scheduler =
        Executors.newScheduledThreadPool(files.size(), DaemonThreads.numbered("secret-watch-"));
    for (SecretFile<?> file : files) {
      ScheduledFuture<?> unused =
          scheduler.scheduleWithFixedDelay(
              () -> check(file), INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }
    return new SecretWatch(scheduler);
  }

  private static void check(SecretFile<?> file) {
    try {
      file.reread();
    } catch (Throwable e) {
      // The schedule would end, and an API key that was taken away would stay valid. Its message
      // may quote the content.
      LOG.error("internal error {} while a secret file is checked", e.getClass().getName());
    }
  }

  /** Ends; what was read stays in force. */
  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
