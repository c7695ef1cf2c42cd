package io.kycgateway.reverify.push;

import io.kycgateway.metrics.BatchFamilies;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When runs started, completed and succeeded, in seconds since 1970. Timestamps of earlier runs are
 * carried over, so that a failed run keeps the last success.
 */
public final class RunTimestamps {
  private static final double MILLIS_PER_SECOND = 1000.0;

  private final MetricRecorder recorder;
  private final Map<Family, Double> times = new ConcurrentHashMap<>();

  private RunTimestamps(MetricRecorder recorder) {
    this.recorder = recorder;
  }

  /** The timestamps of a run that starts now. */
  public static RunTimestamps started(MetricRecorder recorder, Instant now) {
    RunTimestamps times = new RunTimestamps(recorder);
    times.set(BatchFamilies.LAST_START, now.toEpochMilli() / MILLIS_PER_SECOND);
    return times;
  }

  /** Carries over the timestamps of earlier runs, by family name, unless they are older. */
  void carryOver(Map<String, Double> earlier) {
    for (Family family : new Family[] {BatchFamilies.LAST_COMPLETION, BatchFamilies.LAST_SUCCESS}) {
      Double time = earlier.get(family.name());
      if (time != null && time > times.getOrDefault(family, 0.0)) {
        set(family, time);
      }
    }
  }

  /** This run processed its whole manifest. */
  public void completed(Instant now, boolean isSuccess) {
    double seconds = now.toEpochMilli() / MILLIS_PER_SECOND;
    set(BatchFamilies.LAST_COMPLETION, seconds);
    if (isSuccess) {
      set(BatchFamilies.LAST_SUCCESS, seconds);
    }
  }

  private void set(Family family, double seconds) {
    if (times.put(family, seconds) == null) {
      recorder.gauge(family, () -> times.getOrDefault(family, 0.0));
    }
  }
}
