package io.kycgateway.metrics;

import java.util.List;

/** Identifies the build that a process runs. */
public final class BuildMetrics {
  private static final Family BUILD_INFO =
      Family.info(
          "kyc_build_info",
          "Build and runtime version of this process; always 1.",
          Label.open("version"),
          Label.open("revision"),
          Label.open("java_version"));

  public static final List<Family> FAMILIES = List.of(BUILD_INFO);

  private BuildMetrics() {}

  /** Records the running build. */
  public static void record(MetricRecorder recorder, String version, String revision) {
    recorder.info(BUILD_INFO, version, revision, System.getProperty("java.version", "unknown"));
  }
}
