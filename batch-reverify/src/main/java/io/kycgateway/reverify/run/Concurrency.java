package io.kycgateway.reverify.run;

import io.kycgateway.startup.StartupException;
import org.jspecify.annotations.Nullable;

/**
 * How many records are in flight.
 *
 * @param max the number, or the most that an adaptive limit goes up to
 */
public record Concurrency(int max, boolean isAdaptive) {
  private static final int MOST = 10_000;

  /** One spare worker for so many. */
  private static final int SPARE = 8;

  /**
   * Reads {@code auto} or a number.
   *
   * @param option null: auto
   * @throws StartupException if it is neither
   */
  public static Concurrency of(@Nullable String option, int adaptiveMax) throws StartupException {
    if (option == null || option.equals("auto")) {
      return new Concurrency(adaptiveMax, true);
    }
    try {
      int max = Integer.parseInt(option);
      if (max >= 1 && max <= MOST) {
        return new Concurrency(max, false);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new StartupException("--concurrency must be auto or 1 to " + MOST + "; it is " + option);
  }

  /**
   * How many records are worked on: more than may be verified at once, so that those whose answers
   * are being written, or that wait for another attempt, keep no module idle.
   */
  public int workers() {
    return max + max / SPARE + 1;
  }

  @Override
  public String toString() {
    return isAdaptive ? "auto, at most " + max : String.valueOf(max);
  }
}
