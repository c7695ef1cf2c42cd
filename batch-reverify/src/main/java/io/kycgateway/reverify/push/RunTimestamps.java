package io.kycgateway.reverify.push;

import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.MetricRecorder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When runs started, reached their end and succeeded, in seconds since 1970. Times of earlier runs
 * are taken over, so that a run that fails leaves the last success standing.
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

  /** Those that a run takes over from earlier runs. */
  static final List<Family> CARRIED_OVER = List.of(LAST_COMPLETION, LAST_SUCCESS);

  private final MetricRecorder recorder;
  private final Map<Family, Double> times = new ConcurrentHashMap<>();

  private RunTimestamps(MetricRecorder recorder) {
    this.recorder = recorder;
  }

  /** A run starts. */
  public static RunTimestamps started(MetricRecorder recorder, Instant now) {
    RunTimestamps times = new RunTimestamps(recorder);
    times.set(LAST_START, now.toEpochMilli() / MILLIS_PER_SECOND);
    return times;
  }

  /** Takes over when earlier runs ended, by family name; what is newer here stays. */
  void takeOver(Map<String, Double> earlier) {
    for (Family family : CARRIED_OVER) {
      Double time = earlier.get(family.name());
      if (time != null && time > times.getOrDefault(family, 0.0)) {
        set(family, time);
      }
    }
  }

  /** This run reached the end of its manifest. */
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
