package io.kycgateway.ratelimit;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.secrets.KeyedHash;
import java.util.Optional;

/** A million addresses, devices and sessions, in a JVM whose heap the test has bounded. */
final class MillionSubjects {
  private static final int REQUESTS = 1_000_000;

  private MillionSubjects() {}

  /** Ends with an error once the heap is full. */
  public static void main(String[] args) {
    RateLimiter limiter =
        RateLimiter.create(
            RateLimitConfiguration.defaults(),
            Optional.empty(),
            KeyedHash.random(),
            new MetricRecorder(
                Catalogue.GATEWAY, new MetricRegistry(), new ScrapeRegistry(), false));
    int allowed = 0;
    for (int i = 0; i < REQUESTS; i++) {
      RateLimitCheck request = limiter.begin("client", (name, value) -> {});
      request.checkAddress("address-" + i);
      if (request.checkIdentity("device-" + i, "session-" + i)) {
        allowed++;
      }
      request.close();
    }
    if (allowed != REQUESTS) {
      throw new IllegalStateException("allowed " + allowed);
    }
  }
}
