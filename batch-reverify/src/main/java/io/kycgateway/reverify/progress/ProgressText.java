package io.kycgateway.reverify.progress;

import com.codahale.metrics.Clock;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.verification.Status;
import java.util.Locale;
import java.util.function.IntSupplier;

/** How far a run is, in words and numbers: a line for the log, a bar for a terminal. */
public final class ProgressText {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Tally tally;
  private final LineCount lines;
  private final IntSupplier concurrency;
  private final Clock clock;
  private final long start;
  private final long processedBefore;

  /**
   * To be made when the run begins: its rate counts from here.
   *
   * @param concurrency records in flight that are allowed at the moment
   */
  public ProgressText(Tally tally, LineCount lines, IntSupplier concurrency, Clock clock) {
    this.tally = tally;
    this.lines = lines;
    this.concurrency = concurrency;
    this.clock = clock;
    this.start = clock.getTick();
    this.processedBefore = tally.processed();
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
      line.append(", ETA ").append(DurationText.of(left));
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
}
