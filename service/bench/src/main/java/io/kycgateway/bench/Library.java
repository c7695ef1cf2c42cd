package io.kycgateway.bench;

import java.util.function.Supplier;

/** What a service on the JVM could record with. */
public enum Library {
  /** This gateway: Dropwizard Metrics, its distributions in the official client, exemplars. */
  GATEWAY(GatewayRecording::new),
  /** The official Prometheus client alone, exemplars as it has them by default. */
  OFFICIAL(OfficialRecording::new),
  /** Micrometer's Prometheus registry, with the same buckets and no exemplars, its default. */
  MICROMETER(MicrometerRecording::new),
  /** Dropwizard Metrics as it comes: exponentially decaying samples, no buckets. */
  DROPWIZARD(DropwizardRecording::new);

  private final Supplier<Recording> recordings;

  Library(Supplier<Recording> recordings) {
    this.recordings = recordings;
  }

  Recording recording() {
    return recordings.get();
  }
}
