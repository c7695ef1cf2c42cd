package io.kycgateway.reverify.report;

import io.kycgateway.reverify.accuracy.RatedErrorRate;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.accuracy.Transitions;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.progress.DurationText;
import io.kycgateway.reverify.results.ChangedOutcome;
import io.kycgateway.reverify.results.RunFiles;
import io.kycgateway.verification.Status;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The values that the report's template shows, formatted. The charts are SVG; everything else is
 * plain text that the template escapes.
 *
 * @param look CSS class of the headline
 * @param isEmpty whether no line was processed
 * @param matrix of transitions, without statuses that no record had before
 * @param changed how many outcomes changed and where all of them are
 * @param changes the first of them
 * @param skipped records of the history that could not be verified from there
 * @param isLabelled whether any record has a ground truth
 */
record ReportModel(
    String headline,
    String look,
    String input,
    String shard,
    Instant started,
    boolean isSimulated,
    List<Tile> tiles,
    boolean isEmpty,
    boolean isVerified,
    String outcomeChart,
    List<String> columns,
    List<Row> matrix,
    String changed,
    List<Change> changes,
    String latencyChart,
    boolean isLabelled,
    String errorRateChart,
    List<RatedErrorRate> rates,
    List<Reason> deadLetters,
    List<Reason> skipped,
    String resultsFile,
    String deadLettersFile,
    String summaryFile) {
  private static final double FULL = 100.0;
  private static final double STRONGEST_TINT = 0.6;

  /** A number at the head of the report. */
  record Tile(String value, String name) {}

  /** Records with one previous status. */
  record Row(String previous, List<Cell> cells, String total) {}

  /**
   * Records of one transition.
   *
   * @param tint opacity of the background, from 0 to 1
   */
  record Cell(String count, String percent, String tint, boolean isUnchanged) {}

  /** A changed outcome. */
  record Change(String id, String before, String now, String reasons) {}

  /** A reason for dead letters. */
  record Reason(String name, String lines) {}

  static ReportModel of(Summary summary) {
    Tally tally = summary.tally();
    List<RatedErrorRate> rates = RatedErrorRate.of(tally);
    return new ReportModel(
        summary.headline(),
        switch (summary.code()) {
          case COMPLETE -> "";
          case TOO_MANY_FAILURES, USAGE -> "bad";
          case STOPPED -> "stopped";
        },
        summary.input(),
        summary.shard().toString(),
        summary.started().truncatedTo(ChronoUnit.SECONDS),
        summary.isSimulated(),
        tiles(summary),
        tally.processed() == 0,
        tally.done() + tally.failed() > 0,
        OutcomeChart.of(tally),
        Arrays.stream(Status.values()).map(Status::wireName).toList(),
        Transitions.rows(tally).stream()
            .filter(row -> row.total() > 0)
            .map(ReportModel::row)
            .toList(),
        changed(summary),
        summary.changes().first().stream().map(ReportModel::change).toList(),
        LatencyChart.of(tally.latency()),
        tally.hasGroundTruth(),
        ErrorRateChart.of(rates),
        rates,
        reasons(tally.deadLettersByReason()),
        reasons(tally.skippedByReason()),
        file(summary, RunFiles::output),
        file(summary, RunFiles::deadLetters),
        file(summary, RunFiles::summary));
  }

  private static List<Reason> reasons(Map<DeadLetterReason, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> new Reason(entry.getKey().wireName(), number(entry.getValue())))
        .toList();
  }

  private static String file(Summary summary, Function<RunFiles, Path> name) {
    return summary.files().map(name).map(Path::toString).orElse("none");
  }

  boolean hasSkipped() {
    return !skipped.isEmpty();
  }

  boolean hasDeadLetters() {
    return !deadLetters.isEmpty();
  }

  boolean hasChanges() {
    return !changes.isEmpty();
  }

  private static String changed(Summary summary) {
    long count = summary.changes().count();
    if (count == 0) {
      return "No record's outcome differs from its previous status.";
    }
    int shown = summary.changes().first().size();
    return number(count)
        + (count == 1 ? " record" : " records")
        + (shown < count ? ", of which the first " + number(shown) + " are listed" : "")
        + "; all of them are in "
        + file(summary, RunFiles::changes)
        + ".";
  }

  private static Change change(ChangedOutcome change) {
    return new Change(
        change.id(),
        change.before().wireName(),
        change.now().wireName(),
        String.join(", ", change.reasons()));
  }

  private static List<Tile> tiles(Summary summary) {
    Tally tally = summary.tally();
    return List.of(
        new Tile(number(tally.processed()), "of " + number(summary.total()) + " records processed"),
        new Tile(number(tally.deadLetters()), "dead letters"),
        new Tile(number(tally.retries()), "retries"),
        new Tile(number(tally.degraded()), "degraded decisions"),
        new Tile(format("%.1f/s", summary.recordsPerSecond()), "records in this run"),
        new Tile(DurationText.of(summary.took().toSeconds()), "duration of this run"));
  }

  private static Row row(Transitions.Row row) {
    return new Row(
        row.previous(),
        Arrays.stream(Status.values()).map(current -> cell(row, current)).toList(),
        number(row.total()));
  }

  private static Cell cell(Transitions.Row row, Status current) {
    double share = (double) row.count(current) / row.total();
    return new Cell(
        number(row.count(current)),
        format("%.2f %%", share * FULL),
        format("%.3f", share * STRONGEST_TINT),
        current == row.status());
  }

  private static String number(long count) {
    return format("%,d", count);
  }

  private static String format(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
