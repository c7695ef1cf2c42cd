package io.kycgateway.metrics;

import java.util.List;
import java.util.Locale;

/** A table of metric families for {@code docs/metrics.md}, written from their declarations. */
public final class MetricsTable {
  private static final int SMALL_SET = 7;

  /** Its values are the same everywhere: the page says them once. */
  private static final String MODULE = "module";

  private MetricsTable() {}

  /** One row for each family, in their order, with HELP text and closed label sets. */
  public static String print(List<Family> families) {
    StringBuilder table = new StringBuilder();
    table.append("| family | type | labels | meaning |\n|---|---|---|---|\n");
    for (Family family : families) {
      List<String> labels = family.labelNames();
      table
          .append("| `")
          .append(family.name())
          .append("` | ")
          .append(type(family))
          .append(" | ")
          .append(labels.isEmpty() ? "none" : "`" + String.join("`, `", labels) + "`")
          .append(" | ")
          .append(family.help())
          .append(closedSets(family))
          .append(" |\n");
    }
    return table.toString();
  }

  // The text format has no info: there it is a gauge.
  private static String type(Family family) {
    MetricType type = family.type() == MetricType.INFO ? MetricType.GAUGE : family.type();
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static String closedSets(Family family) {
    StringBuilder sets = new StringBuilder();
    for (Label label : family.labels()) {
      if (label.isClosed() && label.values().size() <= SMALL_SET && !label.name().equals(MODULE)) {
        sets.append(" `").append(label.name()).append("`: ");
        sets.append(String.join(" ", label.values())).append('.');
      }
    }
    return sets.toString();
  }
}
