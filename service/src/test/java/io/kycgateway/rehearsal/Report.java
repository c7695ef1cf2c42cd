package io.kycgateway.rehearsal;

import io.kycgateway.chaos.scene.Outcome;
import io.kycgateway.chaos.scene.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What each step did to requests, printed as it ends. */
final class Report {
  private final Tally tally;
  private final Observer observer;
  private final List<String> broken = new ArrayList<>();
  private long sentBefore;
  private long failedBefore;
  private long began = System.nanoTime();

  Report(Tally tally, Observer observer) {
    this.tally = tally;
    this.observer = observer;
  }

  /** A step has ended. */
  void ended(String step) {
    long sent = sent();
    long failed = failed();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    print(
        "%-46s %5.1f s, %5d requests, %d failed",
        step, took.toMillis() / 1000.0, sent - sentBefore, failed - failedBefore);
    if (failed > failedBefore) {
      broken.add(step + ": requests failed");
      print(
          "  so far: %s, two for one key: %d, connections that had ended: %d, others: %s",
          tally.outcomes(), tally.doubledKeys(), tally.staleConnections(), observer.failures());
    }
    sentBefore = sent;
    failedBefore = failed;
    began = System.nanoTime();
  }

  /** What must hold besides, or stands among {@link #broken}. */
  void require(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
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
    long verified = tally.of(Outcome.VERIFIED);
    return tally.accepted()
        + tally.of(Outcome.REFUSED)
        - verified
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
    print(
        "%d verifications (%d a second, %d of them replayed for their Idempotency-Key), %d reads,"
            + " %d scrapes: %d failed; slowest %d ms, clients behind %d ms",
        tally.accepted(),
        form.rate(),
        tally.replays(),
        observer.reads(),
        observer.scrapes(),
        failed(),
        tally.slowest().toMillis(),
        tally.behind().toMillis());
  }
}
