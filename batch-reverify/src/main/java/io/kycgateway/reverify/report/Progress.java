package io.kycgateway.reverify.report;

import com.codahale.metrics.Clock;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
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

  /** Shows progress until it is closed. */
  public Progress show(ProgressMode mode, boolean isTerminal, Duration logInterval) {
    switch (mode) {
      case AUTO -> show(isTerminal ? ProgressMode.BAR : ProgressMode.LOG, isTerminal, logInterval);
      case BAR -> showBar();
      case LOG -> repeat(() -> LOG.info("{}", line()), logInterval);
      case NONE -> {}
    }
    return this;
  }

  private void showBar() {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("reverify")
            .setStyle(ProgressBarStyle.ASCII)
            .setInitialMax(lines.total())
            .startsFrom(processedBefore, Duration.ZERO)
            .setUpdateIntervalMillis(Math.toIntExact(BAR_INTERVAL.toMillis()))
            .setUnit("", 1)
            .showSpeed()
            .build();
    Runnable update =
        () ->
            bar.maxHint(Math.max(1, lines.total()))
                .stepTo(tally.processed())
                .setExtraMessage(shortOutcomes());
    repeat(update, BAR_INTERVAL);
    closing =
        () -> {
          update.run();
          bar.close();
        };
  }

  // The bar has to fit in 80 columns too.
  private String shortOutcomes() {
    return String.format(
        Locale.ROOT,
        " V %d R %d M %d dead %d",
        tally.count(Status.VERIFIED),
        tally.count(Status.REJECTED),
        tally.count(Status.MANUAL_REVIEW),
        tally.deadLetters());
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
    double perSecond = perSecond();
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
    line.append(String.format(Locale.ROOT, ", %.1f/s", perSecond));
    if (lines.isKnown() && perSecond > 0 && processed < total) {
      line.append(", ETA ").append(duration((long) Math.ceil((total - processed) / perSecond)));
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
