package io.kycgateway.reverify.push;

import io.kycgateway.metrics.BatchFamilies;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When runs started, reached their end and succeeded, in seconds since 1970. Times of earlier runs
 * are taken over, so that a run that fails leaves the last success standing.
 */
public final class RunTimestamps {
  private static final double MILLIS_PER_SECOND = 1000.0;

  private final MetricRecorder families;
  private final Map<Family, Double> times = new ConcurrentHashMap<>();

  private RunTimestamps(MetricRecorder families) {
    this.families = families;
  }

  /** A run starts. */
  public static RunTimestamps started(MetricRecorder families, Instant now) {
    RunTimestamps times = new RunTimestamps(families);
    times.set(BatchFamilies.LAST_START, now.toEpochMilli() / MILLIS_PER_SECOND);
    return times;
  }

  /** Takes over when earlier runs ended, by family name; what is newer here stays. */
  void takeOver(Map<String, Double> earlier) {
    for (Family family : new Family[] {BatchFamilies.LAST_COMPLETION, BatchFamilies.LAST_SUCCESS}) {
      Double time = earlier.get(family.name());
      if (time != null && time > times.getOrDefault(family, 0.0)) {
        set(family, time);
      }
    }
  }

  /** This run reached the end of its manifest. */
  public void completed(Instant now, boolean isSuccess) {
    double seconds = now.toEpochMilli() / MILLIS_PER_SECOND;
    set(BatchFamilies.LAST_COMPLETION, seconds);
    if (isSuccess) {
      set(BatchFamilies.LAST_SUCCESS, seconds);
    }
  }

  private void set(Family family, double seconds) {
    if (times.put(family, seconds) == null) {
      families.gauge(family, () -> times.getOrDefault(family, 0.0));
    }
  }
}
