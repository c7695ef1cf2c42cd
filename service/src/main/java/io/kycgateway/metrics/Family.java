package io.kycgateway.metrics;

import java.util.List;
import java.util.Objects;

/**
 * A metric family.
 *
 * @param name with its unit and, for a counter, {@code _total}
 * @param help one sentence for the person who reads the scrape
 * @param bounds upper bounds of a histogram's buckets without {@code +Inf}, in the name's unit
 */
public record Family(
    String name, MetricType type, String help, List<Label> labels, List<Double> bounds) {

  public Family {
    labels = List.copyOf(labels);
    bounds = List.copyOf(bounds);
  }

  /** A counter; its name ends in {@code _total}. */
  public static Family counter(String name, String help, Label... labels) {
    return new Family(name, MetricType.COUNTER, help, List.of(labels), List.of());
  }

  /** A gauge. */
  public static Family gauge(String name, String help, Label... labels) {
    return new Family(name, MetricType.GAUGE, help, List.of(labels), List.of());
  }

  /** A histogram with these upper bounds. */
  public static Family histogram(String name, String help, List<Double> bounds, Label... labels) {
    return new Family(name, MetricType.HISTOGRAM, help, List.of(labels), bounds);
  }

  /** A summary: sum and count only. */
  public static Family summary(String name, String help, Label... labels) {
    return new Family(name, MetricType.SUMMARY, help, List.of(labels), List.of());
  }

  /** Constant facts about the process, as labels. */
  public static Family info(String name, String help, Label... labels) {
    return new Family(name, MetricType.INFO, help, List.of(labels), List.of());
  }

  /** Whether values are distributions, which leave through the official client directly. */
  public boolean isDistribution() {
    return type == MetricType.HISTOGRAM || type == MetricType.SUMMARY;
  }

  /** The labels' names, in order. */
  public List<String> labelNames() {
    return labels.stream().map(Label::name).toList();
  }

  /** Whether every label has a closed set, so that all series exist from the start. */
  public boolean isClosed() {
    return labels.stream().allMatch(Label::isClosed);
  }

  /**
   * The series of this family with these label values.
   *
   * @throws IllegalArgumentException if there are too many, too few, or one outside its closed set
   */
  public Series series(String... labelValues) {
    if (labelValues.length != labels.size()) {
      throw new IllegalArgumentException(
          name + " has the labels " + labelNames() + ", got " + labelValues.length + " values");
    }
    for (int i = 0; i < labelValues.length; i++) {
      Label label = labels.get(i);
      if (!label.allows(labelValues[i])) {
        throw new IllegalArgumentException(
            name + ": a value outside the closed set of label " + label.name());
      }
    }
    return new Series(this, List.of(labelValues));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Family other && name.equals(other.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name);
  }
}
