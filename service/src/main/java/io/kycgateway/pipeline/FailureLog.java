package io.kycgateway.pipeline;

import io.kycgateway.pipeline.VerificationOutcome.DeadlineExceeded;
import io.kycgateway.pipeline.VerificationOutcome.InternalError;
import io.kycgateway.pipeline.VerificationOutcome.ModuleFailed;
import io.kycgateway.verification.ModuleName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line for each verification that ended without a decision. */
public final class FailureLog implements OutcomeListener {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

  @Override
  public void concluded(ConcludedVerification verification) {
    if (verification.outcome() instanceof ModuleFailed failed) {
      LOG.warn(
          "verification failed: module={} failure={} ({})",
          failed.module().wireName(),
          failed.failure().kind().wireName(),
          failed.failure().detail());
    } else if (verification.outcome() instanceof DeadlineExceeded exceeded) {
      LOG.warn(
          "verification failed: deadline exceeded, waiting for {}",
          exceeded.waitingFor().stream().map(ModuleName::wireName).toList());
    } else if (verification.outcome() instanceof InternalError error) {
      if (error.cause() == null) {
        LOG.warn("verification failed: interrupted");
      } else {
        LOG.error("verification failed: internal error", error.cause());
      }
    }
  }
}
