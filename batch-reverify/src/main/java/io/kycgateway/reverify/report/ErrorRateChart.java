package io.kycgateway.reverify.report;

import io.kycgateway.reverify.accuracy.ErrorRate;
import io.kycgateway.reverify.accuracy.RateSentence;
import io.kycgateway.reverify.accuracy.RatedErrorRate;
import java.util.List;

/** Error rates with their bounds and objectives, one row each, on a logarithmic scale. */
final class ErrorRateChart {
  private static final int ROW = 40;
  private static final int LEFT = 140;
  private static final int RIGHT = 860;
  private static final int AXIS = 30;
  private static final double SMALLEST = 1e-5;
  private static final double LARGEST = 1;

  private ErrorRateChart() {}

  static String of(List<RatedErrorRate> rates) {
    int bottom = rates.size() * ROW;
    Svg svg = new Svg(bottom + AXIS, "Error rates with their bounds");
    for (double share = SMALLEST; share <= LARGEST * 1.5; share *= 10) {
      svg.line("axis", x(share), 0, x(share), bottom, 1);
      svg.text("soft", x(share), bottom + 20, "middle", RateSentence.percent(share));
    }
    for (int i = 0; i < rates.size(); i++) {
      row(svg, rates.get(i), i * ROW + ROW / 2.0);
    }
    return svg.toString();
  }

  private static void row(Svg svg, RatedErrorRate rate, double y) {
    ErrorRate errors = rate.rate();
    String look =
        errors.shows(rate.objective())
            ? "shown"
            : errors.lowerBound() > rate.objective() ? "missed" : "open";
    svg.text("", LEFT - 10, y + 4, "end", rate.name());
    svg.line(look, x(errors.lowerBound()), y, x(errors.upperBound()), y, 4);
    if (errors.errors() > 0) {
      svg.dot(look, x(errors.ratio()), y);
    }
    svg.line("mark", x(rate.objective()), y - 15, x(rate.objective()), y + 15, 2);
    svg.text(
        "soft",
        x(errors.upperBound()) + 10,
        y - 8,
        errors.upperBound() > 0.2 ? "end" : "start",
        "< " + RateSentence.below(errors.upperBound()));
  }

  // Values below the scale, such as a lower bound of 0, are drawn at its left edge.
  private static double x(double share) {
    double position =
        Math.log10(Math.max(SMALLEST, Math.min(LARGEST, share)) / SMALLEST)
            / Math.log10(LARGEST / SMALLEST);
    return LEFT + (RIGHT - LEFT) * position;
  }
}
