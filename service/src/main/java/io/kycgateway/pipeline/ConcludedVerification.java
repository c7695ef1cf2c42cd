package io.kycgateway.pipeline;

import io.kycgateway.pipeline.VerificationOutcome.Concluded;
import java.util.List;

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
}
