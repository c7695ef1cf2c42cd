package io.kycgateway.reverify.monitoring;

import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricType;
import io.kycgateway.reverify.monitoring.MonitoringFiles.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether expressions name only families, labels and label values that there are. */
final class MonitoringContract {
  /** Series of Prometheus, Pushgateway, Alertmanager and node_exporter; theirs, not ours. */
  static final Pattern FOREIGN =
      Pattern.compile(
          "up|ALERTS|push_time_seconds|push_failure_time_seconds"
              + "|(scrape|prometheus|pushgateway|alertmanager|node)_\\w+");

  // Set by the scrape; shard by the push.
  private static final Set<String> TARGET_LABELS = Set.of("job", "instance", "shard");
  private static final Pattern ALTERNATIVES = Pattern.compile("[\\w.|-]+");

  private final Set<String> recorded;
  private final Map<String, Family> bySeries = new HashMap<>();

  /**
   * @param families that are exposed
   * @param recorded names of recording rules
   */
  MonitoringContract(List<Family> families, Set<String> recorded) {
    this.recorded = recorded;
    for (Family family : families) {
      switch (family.type()) {
        case HISTOGRAM ->
            Stream.of("_bucket", "_sum", "_count")
                .forEach(ending -> bySeries.put(family.name() + ending, family));
        case SUMMARY ->
            Stream.of("_sum", "_count")
                .forEach(ending -> bySeries.put(family.name() + ending, family));
        default -> bySeries.put(family.name(), family);
      }
    }
  }

  /** Whether a text that names this means a family or one of its series. */
  boolean isKnown(String name) {
    return bySeries.containsKey(name)
        || bySeries.values().stream().anyMatch(family -> family.name().equals(name));
  }

  /** What is wrong with an expression, a line for each name. */
  List<String> violations(Expression expression) {
    return violations(expression, true);
  }

  /**
   * The same.
   *
   * @param areValuesHeld whether label values count, too; rule tests make up some
   */
  List<String> violations(Expression expression, boolean areValuesHeld) {
    PromqlNames names = PromqlNames.of(expression.text());
    List<String> violations = new ArrayList<>();
    Set<String> groupable = new TreeSet<>(TARGET_LABELS);
    boolean isOursAlone = true;
    for (PromqlNames.Selector selector : names.selectors()) {
      if (isAnySeries(selector)) {
        isOursAlone = false;
        continue;
      }
      List<String> series = series(selector);
      if (series.isEmpty()) {
        violations.add("%s: no family is meant by %s".formatted(expression.where(), selector));
      }
      for (String name : series) {
        Family family = bySeries.get(name);
        if (family != null) {
          groupable.addAll(labels(name, family));
          selector.matchers().stream()
              .flatMap(matcher -> wrong(name, family, matcher, areValuesHeld).stream())
              .forEach(wrong -> violations.add(expression.where() + ": " + wrong));
        } else if (recorded.contains(name) || FOREIGN.matcher(name).matches()) {
          isOursAlone = false;
        } else {
          violations.add("%s: there is no series %s".formatted(expression.where(), name));
        }
      }
    }
    if (isOursAlone && !names.selectors().isEmpty()) {
      names.groupingLabels().stream()
          .filter(label -> !groupable.contains(label))
          .forEach(
              label ->
                  violations.add(
                      "%s: groups by %s, which nothing there has"
                          .formatted(expression.where(), label)));
    }
    return violations;
  }

  private static boolean isAnySeries(PromqlNames.Selector selector) {
    return selector.name().isEmpty()
        && selector.matchers().stream().noneMatch(matcher -> matcher.label().equals("__name__"));
  }

  private List<String> series(PromqlNames.Selector selector) {
    if (!selector.name().isEmpty()) {
      return List.of(selector.name());
    }
    for (PromqlNames.Matcher matcher : selector.matchers()) {
      if (matcher.label().equals("__name__")) {
        Pattern pattern = Pattern.compile(matcher.value());
        return bySeries.keySet().stream()
            .filter(name -> pattern.matcher(name).matches())
            .sorted()
            .toList();
      }
    }
    return List.of();
  }

  private static Set<String> labels(String series, Family family) {
    Set<String> labels = new TreeSet<>(TARGET_LABELS);
    labels.addAll(family.labelNames());
    if (isBucket(series, family)) {
      labels.add("le");
    }
    return labels;
  }

  private static boolean isBucket(String series, Family family) {
    return family.type() == MetricType.HISTOGRAM && series.equals(family.name() + "_bucket");
  }

  private static List<String> wrong(
      String series, Family family, PromqlNames.Matcher matcher, boolean areValuesHeld) {
    String label = matcher.label();
    if (label.equals("__name__") || TARGET_LABELS.contains(label)) {
      return List.of();
    }
    if (!labels(series, family).contains(label)) {
      return List.of("%s has no label %s".formatted(series, label));
    }
    if (!areValuesHeld) {
      return List.of();
    }
    return alternatives(matcher).stream()
        // A runbook's reader puts the value in the place of its label's name.
        .filter(value -> !value.equals(label.toUpperCase(Locale.ROOT)))
        .filter(value -> !isValue(family, label, value))
        .map(value -> "%s never has %s=\"%s\"".formatted(series, label, value))
        .toList();
  }

  // Of a regular expression only what is a plain list; dashboards' variables stand for any value.
  private static List<String> alternatives(PromqlNames.Matcher matcher) {
    if (!matcher.operator().contains("~")) {
      return matcher.value().contains("$") ? List.of() : List.of(matcher.value());
    }
    String plain = matcher.value().replace("(\\\\.0)?", "");
    return ALTERNATIVES.matcher(plain).matches() && !plain.contains("..")
        ? List.of(plain.split("\\|"))
        : List.of();
  }

  private static boolean isValue(Family family, String label, String value) {
    if (label.equals("le")) {
      return value.equals("+Inf") || family.bounds().contains(Double.valueOf(value));
    }
    return family.labels().stream()
        .filter(each -> each.name().equals(label))
        .allMatch(each -> !each.isClosed() || each.values().contains(value));
  }
}
