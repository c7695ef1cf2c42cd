package io.kycgateway.reverify.push;

import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When runs started, completed and succeeded, in seconds since 1970. Timestamps of earlier runs are
 * carried over, so that a failed run keeps the last success.
 */
public final class RunTimestamps {
  private static final double MILLIS_PER_SECOND = 1000.0;

  static final Family LAST_START =
      Family.gauge(
          "kyc_reverification_last_start_timestamp_seconds",
          "Start of the latest run, in seconds since 1970.");

  static final Family LAST_COMPLETION =
      Family.gauge(
          "kyc_reverification_last_completion_timestamp_seconds",
          "When a run last reached the end of its manifest, in seconds since 1970.");

  static final Family LAST_SUCCESS =
      Family.gauge(
          "kyc_reverification_last_success_timestamp_seconds",
          "When a run last reached the end of its manifest within its failure threshold, in seconds"
              + " since 1970.");

  static final List<Family> FAMILIES = List.of(LAST_START, LAST_COMPLETION, LAST_SUCCESS);

  /** Those that a run carries over from earlier runs. */
  static final List<Family> CARRIED_OVER = List.of(LAST_COMPLETION, LAST_SUCCESS);

  private final MetricRecorder recorder;
  private final Map<Family, Double> times = new ConcurrentHashMap<>();

  /** No timestamps yet. */
  public RunTimestamps(MetricRecorder recorder) {
    this.recorder = recorder;
  }

  /** A run started. */
  public void started(Instant at) {
    set(LAST_START, at.toEpochMilli() / MILLIS_PER_SECOND);
  }

  /** Carries over the timestamps of earlier runs, by family name, unless they are older. */
  void carryOver(Map<String, Double> earlier) {
    for (Family family : CARRIED_OVER) {
      Double time = earlier.get(family.name());
      if (time != null && time > times.getOrDefault(family, 0.0)) {
        set(family, time);
      }
    }
  }

  /** This run processed its whole manifest. */
  public void completed(Instant now, boolean isSuccess) {
    double seconds = now.toEpochMilli() / MILLIS_PER_SECOND;
    set(LAST_COMPLETION, seconds);
    if (isSuccess) {
      set(LAST_SUCCESS, seconds);
    }
  }

  private void set(Family family, double seconds) {
    if (times.put(family, seconds) == null) {
      recorder.gauge(family, () -> times.getOrDefault(family, 0.0));
    }
  }
}
