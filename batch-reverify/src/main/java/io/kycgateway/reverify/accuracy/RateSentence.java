package io.kycgateway.reverify.accuracy;

import java.util.Locale;

/** States an error rate, its bound and whether its objective is demonstrated. */
public final class RateSentence {
  private static final double PERCENT = 100;

  private RateSentence() {}

  /**
   * One sentence.
   *
   * @param name of the rate, such as FAR
   * @param errors name of its errors, such as {@code false accepts}
   * @param trials name of its trials, such as {@code impostor trials}
   * @param objective the rate has to be below this
   */
  static String of(String name, String errors, String trials, ErrorRate rate, double objective) {
    String seen =
        String.format(
            Locale.ROOT,
            "%,d %s in %,d %s: %s < %s at 95 %%",
            rate.errors(),
            errors,
            rate.trials(),
            trials,
            name,
            below(rate.upperBound()));
    String goal = percent(objective);
    if (rate.shows(objective)) {
      return seen + "; the objective of < " + goal + " is shown";
    }
    if (rate.lowerBound() > objective) {
      return seen
          + " and > "
          + percent(roundedDown(rate.lowerBound()))
          + "; the objective of < "
          + goal
          + " is missed";
    }
    return seen
        + String.format(
            Locale.ROOT,
            "; %,d are needed to show < %s%s",
            rate.trialsNeeded(objective),
            goal,
            rate.errors() == 0
                ? ""
                : String.format(Locale.ROOT, " with %,d %s", rate.errors(), errors));
  }

  /** A share as a percentage of three significant digits, without trailing zeros. */
  public static String percent(double share) {
    double value = share * PERCENT;
    int digits = value <= 0 ? 0 : Math.max(0, 2 - (int) Math.floor(Math.log10(value)));
    String text = String.format(Locale.ROOT, "%." + Math.min(digits, 6) + "f", value);
    if (text.contains(".")) {
      text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
    return text + " %";
  }

  /** An upper bound as a percentage, rounded up to two significant digits. */
  public static String below(double bound) {
    return percent(roundedUp(bound));
  }

  // A bound that is rounded must not promise more than it was.
  private static double roundedUp(double share) {
    double step = step(share);
    return Math.ceil(share / step - 1e-9) * step;
  }

  private static double roundedDown(double share) {
    double step = step(share);
    return Math.floor(share / step + 1e-9) * step;
  }

  private static double step(double share) {
    return share <= 0 ? 1e-6 : Math.pow(10, Math.floor(Math.log10(share)) - 1);
  }
}
