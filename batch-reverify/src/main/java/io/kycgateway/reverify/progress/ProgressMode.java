package io.kycgateway.reverify.progress;

import io.kycgateway.startup.StartupException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How progress is shown. */
public enum ProgressMode {
  /** A bar on a terminal, the log elsewhere. */
  AUTO,
  BAR,
  LOG,
  NONE;

  /**
   * The mode that {@code --progress} names.
   *
   * @param option null: the default, {@link #AUTO}
   * @throws StartupException if it names none
   */
  public static ProgressMode of(@Nullable String option) throws StartupException {
    if (option == null) {
      return AUTO;
    }
    for (ProgressMode mode : values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(option)) {
        return mode;
      }
    }
    throw new StartupException("--progress must be auto, bar, log or none; it is " + option);
  }

  /** The mode to use; never {@link #AUTO}. */
  public ProgressMode on(boolean isTerminal) {
    if (this != AUTO) {
      return this;
    }
    return isTerminal ? BAR : LOG;
  }
}
