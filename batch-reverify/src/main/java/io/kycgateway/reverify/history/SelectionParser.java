package io.kycgateway.reverify.history;

import io.kycgateway.common.WireName;
import io.kycgateway.reverify.history.database.Selection;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the options that select kept verifications. */
public final class SelectionParser {
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
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{3}");
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,9}");
  private static final int MAX_TEXT = 1000;

  private SelectionParser() {}

  /**
   * The name of a run.
   *
   * @throws StartupException if it cannot be one
   */
  public static String name(String option, String value) throws StartupException {
    if (!NAME.matcher(value).matches()) {
      throw new StartupException(
          option
              + " must be 1 to 64 letters, digits, dots, dashes and underscores, not beginning with"
              + " one of the latter; it is "
              + value);
    }
    return value;
  }

  /**
   * The selection; empty: {@code --select} is not given.
   *
   * @param options their values by name, with underscores; a flag is {@code true}
   * @throws StartupException names the option and its valid values
   */
  public static Optional<Selection> of(Function<String, @Nullable String> options)
      throws StartupException {
    Selection selection =
        new Selection(
            statuses(options.apply("status")),
            values("--country", options.apply("country"), COUNTRY, "codes such as ESP,FRA"),
            values(
                "--document-type",
                options.apply("document_type"),
                TYPE,
                "types such as passport,id_card"),
            duration("--older-than", options.apply("older_than")),
            duration("--newer-than", options.apply("newer_than")),
            "true".equals(options.apply("degraded")),
            limit(options.apply("limit")));
    if (selection.olderThan() != null
        && selection.newerThan() != null
        && selection.newerThan().compareTo(selection.olderThan()) <= 0) {
      throw new StartupException(
          "--newer-than must be longer than --older-than: nothing is between them");
    }
    if (selection.toString().length() > MAX_TEXT) {
      throw new StartupException("--select: the selection must be shorter");
    }
    if (!"true".equals(options.apply("select"))) {
      if (!selection.toString().equals("everything")) {
        throw new StartupException(selection + " needs --select");
      }
      return Optional.empty();
    }
    return Optional.of(selection);
  }

  private static SortedSet<Status> statuses(@Nullable String option) throws StartupException {
    SortedSet<Status> statuses = new TreeSet<>();
    if (option != null) {
      for (String name : option.split(",", -1)) {
        statuses.add(
            Arrays.stream(Status.values())
                .filter(status -> status.wireName().equals(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new StartupException(
                            "--status must be of "
                                + String.join(
                                    ", ",
                                    Arrays.stream(Status.values()).map(WireName::wireName).toList())
                                + "; it is "
                                + option)));
      }
    }
    return statuses;
  }

  private static SortedSet<String> values(
      String name, @Nullable String option, Pattern form, String example) throws StartupException {
    SortedSet<String> values = new TreeSet<>();
    if (option != null) {
      for (String value : option.split(",", -1)) {
        if (!form.matcher(value).matches()) {
          throw new StartupException(name + " must be " + example + "; it is " + option);
        }
        values.add(value);
      }
    }
    return values;
  }

  private static @Nullable Duration duration(String name, @Nullable String option)
      throws StartupException {
    if (option == null) {
      return null;
    }
    Matcher matcher = DURATION.matcher(option);
    if (matcher.matches()) {
      Duration duration =
          Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw new StartupException(
        name
            + " must be a whole number with a unit, such as 365d, 12h, 30m or 0s; it is "
            + option);
  }

  private static long limit(@Nullable String option) throws StartupException {
    if (option == null) {
      return 0;
    }
    if (!LIMIT.matcher(option).matches() || Long.parseLong(option) > Integer.MAX_VALUE) {
      throw new StartupException("--limit must be a whole number of 1 or more; it is " + option);
    }
    return Long.parseLong(option);
  }
}
