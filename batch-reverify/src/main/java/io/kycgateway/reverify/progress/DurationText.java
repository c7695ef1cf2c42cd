package io.kycgateway.reverify.progress;

/** Whole seconds for people, in at most two units. */
public final class DurationText {
  private DurationText() {}

  /** The duration, such as {@code 13 min 16 s}. */
  public static String of(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
