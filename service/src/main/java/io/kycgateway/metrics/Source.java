package io.kycgateway.metrics;

/** Who feeds a family, and so which process exposes it. */
public enum Source {
  /** The verification pipeline: gateway and batch alike. */
  PIPELINE,
  /** The gateway's HTTP side. */
  GATEWAY,
  /** What Dropwizard and Jetty measure by themselves. */
  DROPWIZARD,
  /** The official client's JVM and process collectors. */
  JVM,
  /** Bulk re-verification, pushed. */
  BATCH,
  /** The simulated modules, on their own port. */
  SIMULATOR
}
