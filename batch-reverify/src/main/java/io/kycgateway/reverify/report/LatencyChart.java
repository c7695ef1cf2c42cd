package io.kycgateway.reverify.report;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The distribution of the time per record on a logarithmic scale, with its quantiles. */
final class LatencyChart {
  private static final int HEIGHT = 280;
  private static final int TOP = 56;
  private static final int BOTTOM = 250;
  private static final int LEFT = 60;
  private static final int RIGHT = 880;
  private static final int BARS_PER_DECADE = 12;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final String[] MARKED = {"p50", "p95", "p99"};

  private final Histogram micros;
  private final double from;
  private final double to;
  private final Svg svg = new Svg(HEIGHT, "Distribution of the time per record");

  private LatencyChart(Histogram micros) {
    this.micros = micros;
    double lowest = Math.log10(Math.max(1.0, (double) micros.getMinValue()));
    double highest = Math.log10(Math.max(1.0, (double) micros.getMaxValue()));
    // Whole bars, and at least half a decade, or equal values would be one wide bar.
    this.from = Math.floor(Math.min(lowest, highest - 0.5) * BARS_PER_DECADE) / BARS_PER_DECADE;
    this.to = Math.floor(highest * BARS_PER_DECADE + 1) / BARS_PER_DECADE;
  }

  static String of(Histogram micros) {
    if (micros.getTotalCount() == 0) {
      return "";
    }
    LatencyChart chart = new LatencyChart(micros);
    chart.bars();
    chart.axis();
    chart.quantiles();
    return chart.svg.toString();
  }

  private void bars() {
    int bars = (int) Math.round((to - from) * BARS_PER_DECADE);
    long[] counts = new long[bars];
    long most = 1;
    for (int i = 0; i < bars; i++) {
      counts[i] = count(edge(i), edge(i + 1));
      most = Math.max(most, counts[i]);
    }
    for (int i = 0; i < bars; i++) {
      double height = (double) (BOTTOM - TOP) * counts[i] / most;
      double left = x(edge(i));
      svg.box(
          "bar",
          left + 0.5,
          BOTTOM - height,
          x(edge(i + 1)) - left - 1,
          height,
          String.format(
              Locale.ROOT,
              "%,d records from %s to %s",
              counts[i],
              time(edge(i)),
              time(edge(i + 1))));
    }
    svg.text("soft", LEFT - 8, TOP + 4, "end", String.format(Locale.ROOT, "%,d", most));
    svg.text("soft", LEFT - 8, BOTTOM + 4, "end", "0");
    svg.line("axis", LEFT, TOP, RIGHT, TOP, 1);
  }

  private double edge(int bar) {
    return Math.pow(10, from + (double) bar / BARS_PER_DECADE);
  }

  private long count(double lower, double upper) {
    long first = (long) Math.ceil(lower);
    long last = (long) Math.ceil(upper) - 1;
    return last < first ? 0 : micros.getCountBetweenValues(first, last);
  }

  private void axis() {
    svg.line("axis", LEFT, BOTTOM, RIGHT, BOTTOM, 1);
    for (int decade = (int) Math.floor(from); decade <= Math.ceil(to); decade++) {
      for (int step : new int[] {1, 2, 5}) {
        double value = step * Math.pow(10, decade);
        double position = Math.log10(value);
        if (position >= from - 1e-9 && position <= to + 1e-9) {
          svg.line("axis", x(value), BOTTOM, x(value), BOTTOM + 5, 1);
          svg.text("soft", x(value), BOTTOM + 20, "middle", time(value));
        }
      }
    }
  }

  private void quantiles() {
    for (int i = 0; i < MARKED.length; i++) {
      for (Quantile quantile : Quantile.ALL) {
        if (quantile.name().equals(MARKED[i])) {
          double value = Math.max(1.0, (double) micros.getValueAtPercentile(quantile.percentile()));
          double x = Math.min(x(value), RIGHT);
          boolean isRight = x > RIGHT - 120;
          // A label never lies where a neighbour's line runs: lines get lower on the label's side.
          int level = isRight ? MARKED.length - 1 - i : i;
          svg.line("mark", x, 10 + level * 15, x, BOTTOM, 1.5);
          svg.text(
              "",
              isRight ? x - 5 : x + 5,
              18 + level * 15,
              isRight ? "end" : "start",
              quantile.name() + " " + time(value));
        }
      }
    }
  }

  private double x(double value) {
    return LEFT + (RIGHT - LEFT) * (Math.log10(value) - from) / (to - from);
  }

  private static String time(double micros) {
    if (micros < 1000) {
      return digits(micros) + " µs";
    }
    return micros < MICROS_PER_SECOND
        ? digits(micros / 1000) + " ms"
        : digits(micros / MICROS_PER_SECOND) + " s";
  }

  private static String digits(double value) {
    return value >= 100 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }
}
