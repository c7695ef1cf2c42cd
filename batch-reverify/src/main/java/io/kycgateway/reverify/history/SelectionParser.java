package io.kycgateway.reverify.history;

import io.kycgateway.common.WireName;
import io.kycgateway.reverify.history.database.Selection;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.Status;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the options that select kept verifications. */
public final class SelectionParser {
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{3}");
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,9}");
  private static final int MAX_TEXT = 1000;

  private SelectionParser() {}

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
            Age.of("--older-than", options.apply("older_than")),
            Age.of("--newer-than", options.apply("newer_than")),
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
