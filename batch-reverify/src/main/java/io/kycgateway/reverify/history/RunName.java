package io.kycgateway.reverify.history;

import io.kycgateway.startup.StartupException;
import java.util.regex.Pattern;

/** Names of runs, which are also folders of files. */
public final class RunName {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private RunName() {}

  /**
   * The name of a run.
   *
   * @throws StartupException if it cannot be one
   */
  public static String of(String option, String value) throws StartupException {
    if (!NAME.matcher(value).matches()) {
      throw new StartupException(
          option
              + " must be 1 to 64 letters, digits, dots, dashes and underscores, not beginning with"
              + " one of the latter; it is "
              + value);
    }
    return value;
  }
}
