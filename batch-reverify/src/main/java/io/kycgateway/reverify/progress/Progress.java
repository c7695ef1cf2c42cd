package io.kycgateway.reverify.progress;

import io.kycgateway.common.DaemonThreads;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the progress of a run: a bar on a terminal, or lines in the log. */
public final class Progress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final Duration BAR_INTERVAL = Duration.ofMillis(500);

  private final ProgressText text;
  private Runnable closing = () -> {};
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("reverify-progress"));

  /**
   * @param text what is shown
   */
  public Progress(ProgressText text) {
    this.text = text;
  }

  /**
   * Shows progress until it is closed.
   *
   * @param mode not {@link ProgressMode#AUTO}
   * @param screen where the bar is drawn
   * @param columns the screen's width, asked before each repaint
   * @param logInterval between lines in the log
   */
  public Progress show(
      ProgressMode mode, PrintStream screen, IntSupplier columns, Duration logInterval) {
    switch (mode) {
      case AUTO -> throw new IllegalArgumentException("the mode must be decided");
      case BAR -> showBar(screen, columns);
      case LOG -> repeat(() -> LOG.info("{}", text.line()), logInterval);
      case NONE -> {}
    }
    return this;
  }

  private void showBar(PrintStream screen, IntSupplier columns) {
    Runnable repaint =
        () -> {
          // Padded, so that nothing of a longer line before it remains; back at the first column,
          // so that a line of the log does not begin behind it.
          int width = columns.getAsInt() - 1;
          String bar = text.bar(width);
          screen.print("\r" + bar + " ".repeat(Math.max(0, width - bar.length())) + "\r");
          screen.flush();
        };
    repeat(repaint, BAR_INTERVAL);
    closing =
        () -> {
          repaint.run();
          screen.println();
        };
  }

  private void repeat(Runnable show, Duration interval) {
    Future<?> unused =
        thread.scheduleAtFixedRate(
            show, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    closing = show;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    closing.run();
  }
}
