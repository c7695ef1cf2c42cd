package io.kycgateway.reverify.history.report;

import io.kycgateway.reverify.accuracy.RatedErrorRate;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.history.database.RunComparison;
import io.kycgateway.reverify.history.database.RunRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How two runs over the history differ, for the terminal. */
public final class ComparisonText {
  private static final int WIDTH = 15;

  private final StringBuilder text = new StringBuilder();

  private ComparisonText() {}

  /**
   * How the second run differs from the first.
   *
   * @param changed the first records whose outcomes differ
   */
  public static String of(
      RunRecord first,
      Tally firstTally,
      RunRecord second,
      Tally secondTally,
      RunComparison comparison,
      List<RunComparison.Changed> changed) {
    ComparisonText text = new ComparisonText();
    text.run(first, firstTally);
    text.run(second, secondTally);
    text.line("");
    text.line(
        "%,d records are in both runs, %,d in %s alone, %,d in %s alone",
        comparison.inBoth(),
        comparison.inFirstAlone(),
        first.name(),
        comparison.inSecondAlone(),
        second.name());
    text.line("");
    text.matrix(first.name(), second.name(), comparison);
    text.line("");
    text.line("changed        %,d", comparison.changed());
    for (RunComparison.Changed one : changed) {
      text.line("  %s  %s -> %s", one.verification(), one.before(), one.now());
    }
    if (changed.size() < comparison.changed()) {
      text.line("  (--output FOLDER writes all of them, and both reports)");
    }
    return text.text.toString();
  }

  private void run(RunRecord run, Tally tally) {
    @Nullable Instant completed = run.completedAt();
    line("");
    line(
        "%s: %,d items, %s; %s",
        run.name(),
        run.items(),
        completed == null
            ? "not complete"
            : "complete " + completed.truncatedTo(ChronoUnit.SECONDS),
        run.selection());
    for (RatedErrorRate rate : RatedErrorRate.of(tally)) {
      line("  %-13s%s", rate.name(), rate.sentence());
    }
  }

  private void matrix(String first, String second, RunComparison comparison) {
    SortedSet<String> befores = new TreeSet<>();
    SortedSet<String> nows = new TreeSet<>();
    comparison
        .transitions()
        .keySet()
        .forEach(
            transition -> {
              befores.add(transition.before());
              nows.add(transition.now());
            });
    cells(first + " \\ " + second, nows);
    for (String before : befores) {
      cells(
          before,
          nows.stream()
              .map(
                  now ->
                      String.format(
                          Locale.ROOT,
                          "%,d",
                          comparison
                              .transitions()
                              .getOrDefault(new RunComparison.Transition(before, now), 0L)))
              .toList());
    }
  }

  private void cells(String head, Iterable<String> cells) {
    text.append(String.format(Locale.ROOT, "%-24s", head));
    for (String cell : cells) {
      text.append(String.format(Locale.ROOT, "%" + WIDTH + "s", cell));
    }
    text.append('\n');
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
