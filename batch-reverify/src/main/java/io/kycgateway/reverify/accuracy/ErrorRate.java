package io.kycgateway.reverify.accuracy;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * Errors in a number of trials with exact (Clopper-Pearson) bounds, each of them one-sided at 95 %.
 */
public record ErrorRate(int errors, int trials) {
  /** Probability that the true rate lies beyond a bound. */
  static final double RISK = 0.05;

  public boolean hasTrials() {
    return trials > 0;
  }

  /** Errors as a share of trials. */
  public double ratio() {
    return (double) errors / trials;
  }

  /** The true rate is above this, at 95 %. */
  public double lowerBound() {
    return interval(errors, trials).getLowerBound();
  }

  /** The true rate is below this, at 95 %. */
  public double upperBound() {
    return interval(errors, trials).getUpperBound();
  }

  /** Whether the trials demonstrate that the true rate is below an objective. */
  public boolean shows(double objective) {
    return hasTrials() && upperBound() < objective;
  }

  /** Number of trials that demonstrate, with these errors, a true rate below an objective. */
  int trialsNeeded(double objective) {
    int tooFew = errors;
    int enough = Math.max(1, errors + 1);
    while (interval(errors, enough).getUpperBound() >= objective) {
      tooFew = enough;
      enough = Math.multiplyExact(enough, 2);
    }
    while (enough - tooFew > 1) {
      int middle = tooFew + (enough - tooFew) / 2;
      if (interval(errors, middle).getUpperBound() < objective) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return enough;
  }

  // Two one-sided bounds of 95 % are the two ends of a two-sided interval of 90 %.
  private static Interval interval(int errors, int trials) {
    return BinomialConfidenceInterval.CLOPPER_PEARSON.fromErrorRate(trials, errors, 2 * RISK);
  }
}
