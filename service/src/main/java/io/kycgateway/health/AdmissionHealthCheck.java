package io.kycgateway.health;

import com.codahale.metrics.health.HealthCheck;
import io.kycgateway.pipeline.VerificationPipeline;

/**
 * Healthy while verifications are admitted. It checks no module: a module that is down is for
 * alerts, and no reason to take every instance out of service at once.
 */
public final class AdmissionHealthCheck extends HealthCheck {
  private final VerificationPipeline pipeline;

  /** A check of that pipeline. */
  public AdmissionHealthCheck(VerificationPipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  protected Result check() {
    return pipeline.isOpen() ? Result.healthy() : Result.unhealthy("shutting down");
  }
}
