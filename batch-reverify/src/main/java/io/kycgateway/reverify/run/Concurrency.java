package io.kycgateway.reverify.run;

import io.kycgateway.startup.StartupException;
import org.jspecify.annotations.Nullable;

/**
 * Limit of records in flight.
 *
 * @param max the limit, or the upper limit of an adaptive one
 */
public record Concurrency(int max, boolean isAdaptive) {
  private static final int MOST = 10_000;

  /** One spare worker per this many. */
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
      // Reported below.
    }
    throw new StartupException("--concurrency must be auto or 1 to " + MOST + "; it is " + option);
  }

  /**
   * Number of workers. It exceeds the limit, so that workers that write a result or wait for a
   * retry leave no module idle.
   */
  public int workers() {
    return max + max / SPARE + 1;
  }

  @Override
  public String toString() {
    return isAdaptive ? "auto, at most " + max : String.valueOf(max);
  }
}
