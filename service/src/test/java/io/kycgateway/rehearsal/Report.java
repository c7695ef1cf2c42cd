package io.kycgateway.rehearsal;

import com.sun.management.OperatingSystemMXBean;
import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Tally;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What each step did to requests, printed as it ends. */
final class Report {
  private static final int LOG_LINES = 20;

  // Since it was asked the last time, of all processes.
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** What others than the clients of verifications saw. */
  interface Others {
    /** Scrapes that were answered, whatever the answer. */
    long scrapes();

    /** Kept verifications that were asked for. */
    long reads();

    /** Responses to repetitions at each gateway. */
    long replays();

    /** What failed, and how often. */
    Map<String, LongAdder> failures();
  }

  private final Tally tally;
  private final Supplier<List<String>> warnings;
  private final List<String> broken = new ArrayList<>();
  private Others observer;
  private long sentBefore;
  private long failedBefore;
  private long began = System.nanoTime();

  /**
   * @param warnings lines of the gateways' logs that an operator would look at
   */
  Report(Tally tally, Supplier<List<String>> warnings) {
    this.tally = tally;
    this.warnings = warnings;
  }

  /** The load begins. */
  void begin(Others others) {
    observer = others;
    double unused = MACHINE.getCpuLoad();
    began = System.nanoTime();
  }

  /** A step has ended. */
  void ended(String step) {
    long sent = sent();
    long failed = failed();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    print(
        "%-46s %5.1f s, %5d requests, %d failed, processors %3.0f %% busy",
        step,
        took.toMillis() / 1000.0,
        sent - sentBefore,
        failed - failedBefore,
        100 * MACHINE.getCpuLoad());
    if (failed > failedBefore) {
      broken.add(
          String.format(
              Locale.ROOT,
              "%s: %d failed; so far: %s, two for one key: %d, connections that had ended: %d,"
                  + " others: %s",
              step,
              failed - failedBefore,
              tally.outcomes(),
              tally.doubledKeys(),
              tally.staleConnections(),
              observer.failures()));
      print("  %s", broken.get(broken.size() - 1));
      List<String> lines = warnings.get();
      lines
          .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
          .forEach(line -> print("  %s", line));
    }
    sentBefore = sent;
    failedBefore = failed;
    began = System.nanoTime();
  }

  /** What must hold besides, or stands among {@link #broken}. */
  void require(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
      print("  %s", otherwise);
    }
  }

  private long sent() {
    return tally.outcomes().values().stream().mapToLong(Long::longValue).sum()
        + observer.scrapes()
        + observer.reads();
  }

  /**
   * Whatever is not a decision, decisions that came twice for one key, requests that had to be
   * repeated because their connection had ended, and what the others were refused.
   */
  private long failed() {
    // One look at the outcomes: of two the later one would have some more.
    return tally.outcomes().entrySet().stream()
            .filter(outcome -> !outcome.getKey().equals(Outcome.VERIFIED))
            .mapToLong(Map.Entry::getValue)
            .sum()
        + tally.doubledKeys()
        + tally.staleConnections()
        + observer.failures().values().stream().mapToLong(sum -> sum.sum()).sum();
  }

  /** A line of the report. */
  static void print(String format, Object... values) {
    System.out.println("rehearse: " + String.format(Locale.ROOT, format, values));
  }

  /** Steps during which a request failed, and what else was not as required. */
  List<String> broken() {
    return broken;
  }

  /** The last line. */
  void conclude(Form form) {
    require(tally.replays() > 0, "no response was replayed for its Idempotency-Key");
    require(observer.replays() > 0, "no response was replayed at another gateway");
    print(
        "%d verifications (%d a second, %d of them replayed for their Idempotency-Key, and %d more"
            + " at each gateway), %d reads, %d scrapes: %d failed; slowest %d ms, clients behind %d ms",
        tally.accepted(),
        form.rate(),
        tally.replays(),
        observer.replays(),
        observer.reads(),
        observer.scrapes(),
        failed(),
        tally.slowest().toMillis(),
        tally.behind().toMillis());
  }
}
