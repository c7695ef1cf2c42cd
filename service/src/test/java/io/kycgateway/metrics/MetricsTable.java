package io.kycgateway.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** README's table of metrics: written from the catalogue, and read back from the page. */
final class MetricsTable {
  static final String BEGIN = "<!-- metrics:begin -->";
  static final String END = "<!-- metrics:end -->";

  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| (\\w+) \\| (none|`\\w+`(?:, `\\w+`)*) \\| (.+) \\|");
  private static final int SMALL_SET = 7;

  /** What a row promises. */
  record Row(String name, String type, List<String> labels) {
    static Row of(Family family) {
      // The text format has no info: there it is a gauge.
      MetricType type = family.type() == MetricType.INFO ? MetricType.GAUGE : family.type();
      return new Row(family.name(), type.name().toLowerCase(Locale.ROOT), family.labelNames());
    }
  }

  private MetricsTable() {}

  /** The rows between the marks; every line of a table there must be of the form that we agreed. */
  static List<Row> parse(String page) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the page has no " + BEGIN + " … " + END);
    }
    List<Row> rows = new ArrayList<>();
    for (String line : page.substring(begin, end).lines().map(String::strip).toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new Row(row.group(1), row.group(2), labels(row.group(3))));
      } else if (line.startsWith("| `")) {
        throw new IllegalArgumentException("not a row of the metrics table: " + line);
      }
    }
    return rows;
  }

  /** The table as the catalogue has it. */
  static String print(List<Family> families) {
    StringBuilder table = new StringBuilder();
    table.append("| family | type | labels | meaning |\n|---|---|---|---|\n");
    for (Family family : families) {
      Row row = Row.of(family);
      table
          .append("| `")
          .append(row.name())
          .append("` | ")
          .append(row.type())
          .append(" | ")
          .append(row.labels().isEmpty() ? "none" : "`" + String.join("`, `", row.labels()) + "`")
          .append(" | ")
          .append(family.help())
          .append(closedSets(family))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String closedSets(Family family) {
    StringBuilder sets = new StringBuilder();
    for (Label label : family.labels()) {
      if (label.isClosed() && label.values().size() <= SMALL_SET) {
        sets.append(" `").append(label.name()).append("`: ");
        sets.append(String.join(" ", label.values())).append('.');
      }
    }
    return sets.toString();
  }

  private static List<String> labels(String cell) {
    return cell.equals("none") ? List.of() : List.of(cell.replace("`", "").split(", ", -1));
  }
}
