package io.kycgateway.pipeline;

import io.kycgateway.common.UuidV7;
import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A verification with its outcome and how it came about.
 *
 * @param modules how each of the modules ended, exactly one entry each
 * @param nanos from admission to outcome, on the pipeline's clock
 */
public record ConcludedVerification(
    AcceptedVerification accepted, Concluded outcome, List<ModuleOutcome> modules, long nanos) {
  public ConcludedVerification {
    modules = List.copyOf(modules);
  }

  /** When the verification was accepted, to the millisecond. */
  public Instant acceptedAt() {
    return Instant.ofEpochMilli(UuidV7.epochMillis(UUID.fromString(accepted.id())));
  }

  /** When it had its outcome. */
  public Instant concludedAt() {
    return acceptedAt().plusNanos(nanos);
  }
}
