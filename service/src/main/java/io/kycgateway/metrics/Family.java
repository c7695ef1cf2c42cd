package io.kycgateway.metrics;

import java.util.List;

/** A metric family. Two of one name are equal. */
public final class Family {
  private final String name;
  private final MetricType type;
  private final String help;
  private final List<Label> labels;
  private final List<String> labelNames;
  private final List<Double> bounds;

  private Family(
      String name, MetricType type, String help, List<Label> labels, List<Double> bounds) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.labels = List.copyOf(labels);
    // Once: a scrape needs it for each series.
    this.labelNames = this.labels.stream().map(Label::name).toList();
    this.bounds = List.copyOf(bounds);
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

  /** With its unit and, for a counter, {@code _total}. */
  public String name() {
    return name;
  }

  public MetricType type() {
    return type;
  }

  /** One sentence for the person who reads the scrape. */
  public String help() {
    return help;
  }

  public List<Label> labels() {
    return labels;
  }

  /** The labels' names, in order. */
  public List<String> labelNames() {
    return labelNames;
  }

  /** Upper bounds of a histogram's buckets without {@code +Inf}, in the name's unit. */
  public List<Double> bounds() {
    return bounds;
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
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
