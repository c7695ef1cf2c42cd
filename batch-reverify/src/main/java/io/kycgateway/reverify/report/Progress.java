package io.kycgateway.reverify.report;

import com.codahale.metrics.Clock;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.verification.Status;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
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
  private static final double NANOS_PER_SECOND = 1e9;

  private final Tally tally;
  private final LineCount lines;
  private final IntSupplier concurrency;
  private final Clock clock;
  private final long start;
  private final long processedBefore;
  private Runnable closing = () -> {};
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread showing = new Thread(task, "reverify-progress");
            showing.setDaemon(true);
            return showing;
          });

  public Progress(Tally tally, LineCount lines, IntSupplier concurrency, Clock clock) {
    this.tally = tally;
    this.lines = lines;
    this.concurrency = concurrency;
    this.clock = clock;
    this.start = clock.getTick();
    this.processedBefore = tally.processed();
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
      case LOG -> repeat(() -> LOG.info("{}", line()), logInterval);
      case NONE -> {}
    }
    return this;
  }

  private void showBar(PrintStream screen, IntSupplier columns) {
    Runnable repaint =
        () -> {
          // Padded, so that nothing of a longer line before it remains; back at the first column,
          // so
          // that a line of the log does not begin behind it.
          int width = columns.getAsInt() - 1;
          String bar = bar(width);
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

  /** The bar and its numbers in at most that many columns. */
  String bar(int columns) {
    long processed = tally.processed();
    long total = lines.total();
    boolean isKnown = lines.isKnown();
    ProgressBar bar = new ProgressBar();
    bar.add(6, "reverify");
    if (isKnown) {
      bar.addBar(total == 0 ? 1 : (double) processed / total);
      bar.add(3, format("%d %%", total == 0 ? 100 : processed * 100 / total));
    }
    bar.add(1, isKnown ? format("%d/%d", processed, total) : format("%d", processed));
    bar.add(4, format("%.1f/s", perSecond()));
    long left = secondsLeft();
    if (left >= 0) {
      bar.add(5, "ETA " + clockTime(left));
    }
    bar.add(
        7,
        format(
            "V %d R %d M %d",
            tally.count(Status.VERIFIED),
            tally.count(Status.REJECTED),
            tally.count(Status.MANUAL_REVIEW)));
    bar.add(2, format("dead %d", tally.deadLetters()));
    return bar.fit(columns);
  }

  private static String clockTime(long seconds) {
    return format("%d:%02d:%02d", seconds / 3600, seconds % 3600 / 60, seconds % 60);
  }

  // -1: unknown, or nothing is left.
  private long secondsLeft() {
    long left = lines.total() - tally.processed();
    double perSecond = perSecond();
    return lines.isKnown() && perSecond > 0 && left > 0 ? (long) Math.ceil(left / perSecond) : -1;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private void repeat(Runnable show, Duration interval) {
    Future<?> unused =
        thread.scheduleAtFixedRate(
            show, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    closing = show;
  }

  /** One line: records, rate, ETA, concurrency and outcomes. */
  String line() {
    long processed = tally.processed();
    long total = lines.total();
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%,d", processed));
    if (lines.isKnown()) {
      line.append(
          String.format(
              Locale.ROOT,
              " of %s%,d records (%d %%)",
              lines.isExact() ? "" : "about ",
              total,
              total == 0 ? 100 : processed * 100 / total));
    } else {
      line.append(" records");
    }
    line.append(String.format(Locale.ROOT, ", %.1f/s", perSecond()));
    long left = secondsLeft();
    if (left >= 0) {
      line.append(", ETA ").append(duration(left));
    }
    return line.append(", concurrency ")
        .append(concurrency.getAsInt())
        .append("; ")
        .append(outcomes())
        .toString();
  }

  /** Records per second since this process began. */
  double perSecond() {
    double seconds = (clock.getTick() - start) / NANOS_PER_SECOND;
    return seconds <= 0 ? 0 : (tally.processed() - processedBefore) / seconds;
  }

  private String outcomes() {
    return String.format(
        Locale.ROOT,
        "verified %,d, rejected %,d, review %,d, dead letters %,d",
        tally.count(Status.VERIFIED),
        tally.count(Status.REJECTED),
        tally.count(Status.MANUAL_REVIEW),
        tally.deadLetters());
  }

  /** Seconds in at most two units. */
  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  @Override
  public void close() {
    thread.shutdownNow();
    closing.run();
  }
}
