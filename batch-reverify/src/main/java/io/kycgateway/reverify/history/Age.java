package io.kycgateway.reverify.history;

import io.kycgateway.startup.StartupException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ages on a command line: a whole number with a unit. */
final class Age {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smhd])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s",
          ChronoUnit.SECONDS,
          "m",
          ChronoUnit.MINUTES,
          "h",
          ChronoUnit.HOURS,
          "d",
          ChronoUnit.DAYS);
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Age() {}

  /**
   * The age; null: the option is not given.
   *
   * @throws StartupException names the option and what it must be
   */
  static @Nullable Duration of(String name, @Nullable String option) throws StartupException {
    if (option == null) {
      return null;
    }
    Matcher matcher = DURATION.matcher(option);
    if (matcher.matches()) {
      Duration duration =
          Duration.of(
              Long.parseLong(matcher.group(1)),
              Objects.requireNonNull(UNITS.get(matcher.group(2))));
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw new StartupException(
        name
            + " must be a whole number with a unit, such as 365d, 12h, 30m or 0s; it is "
            + option);
  }
}
