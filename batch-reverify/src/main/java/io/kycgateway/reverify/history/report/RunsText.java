package io.kycgateway.reverify.history.report;

import io.kycgateway.reverify.history.database.ItemState;
import io.kycgateway.reverify.history.database.RunRecord;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Runs over the history, for the terminal. */
public final class RunsText {
  private final StringBuilder text = new StringBuilder();

  private RunsText() {}

  /** All runs. */
  public static String list(List<ListedRun> runs) {
    RunsText list = new RunsText();
    if (runs.isEmpty()) {
      return "no run yet: reverify config.yml --select --run NAME starts one\n";
    }
    list.line(
        "%-24s %-9s %9s %9s %9s %9s %9s  %-20s  %s",
        "run", "state", "items", "done", "dead", "skipped", "left", "started", "selection");
    for (ListedRun one : runs) {
      RunRecord run = one.run();
      list.line(
          "%-24s %-9s %,9d %,9d %,9d %,9d %,9d  %-20s  %s",
          run.name(),
          run.isComplete() ? "complete" : "open",
          run.items(),
          one.items().get(ItemState.DONE),
          one.items().get(ItemState.DEAD_LETTER),
          one.items().get(ItemState.SKIPPED),
          one.items().get(ItemState.OPEN) + one.items().get(ItemState.LEASED),
          run.startedAt().truncatedTo(ChronoUnit.SECONDS),
          run.selection());
    }
    return list.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
