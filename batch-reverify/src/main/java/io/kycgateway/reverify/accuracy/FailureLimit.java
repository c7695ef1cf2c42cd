package io.kycgateway.reverify.accuracy;

import io.kycgateway.startup.StartupException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Number or share of dead letters up to which a run counts as a success. */
public record FailureLimit(double value, boolean isPercent) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)(%?)");

  /**
   * Reads a count ({@code 10}) or a share of all records ({@code 0.5%}).
   *
   * @param option null: none is allowed
   * @throws StartupException if it is neither
   */
  public static FailureLimit of(@Nullable String option) throws StartupException {
    if (option == null) {
      return new FailureLimit(0, false);
    }
    Matcher matcher = FORM.matcher(option);
    if (matcher.matches()) {
      boolean isPercent = !matcher.group(2).isEmpty();
      double value = Double.parseDouble(matcher.group(1));
      if (isPercent ? value <= 100 : value == Math.rint(value)) {
        return new FailureLimit(value, isPercent);
      }
    }
    throw new StartupException(
        "--max-failures must be a count or a percentage such as 0.5%; it is " + option);
  }

  public boolean isExceededBy(long failures, long records) {
    return isPercent ? failures * 100.0 > value * records : failures > value;
  }

  @Override
  public String toString() {
    String number = value == Math.rint(value) ? String.valueOf((long) value) : "" + value;
    return isPercent ? number + " %" : number;
  }
}
