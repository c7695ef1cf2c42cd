package io.kycgateway.modules;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.kycgateway.modules.ModuleFailure.Kind;
import java.time.Duration;

/**
 * Tries again when a connection broke before any answer began, such as one that the module closed
 * while it was idle. Answers, timeouts and bad statuses are final: repeating them would only load a
 * module that is already in trouble.
 */
public final class RetryingModuleClient implements ModuleClient {
  private static final Duration DELAY = Duration.ofMillis(20);
  private static final double JITTER = 0.5;

  private final ModuleClient next;
  private final FailsafeExecutor<ModuleResult> retrying;

  public RetryingModuleClient(ModuleClient next, int retries) {
    this.next = next;
    this.retrying =
        Failsafe.with(
            RetryPolicy.<ModuleResult>builder()
                .handleResultIf(RetryingModuleClient::isWorthAnotherAttempt)
                .withMaxRetries(retries)
                .withDelay(DELAY)
                .withJitter(JITTER)
                .build());
  }

  @Override
  public ModuleResult call(ModuleCall call) {
    return retrying.get(
        execution ->
            call.control().isCancelled()
                ? ModuleResult.failed(Kind.CANCELLED, "before the attempt")
                : next.call(call.withAttempt(execution.getAttemptCount() + 1)));
  }

  private static boolean isWorthAnotherAttempt(ModuleResult result) {
    return result instanceof ModuleResult.Failed failed
        && failed.failure().kind() == Kind.UNREACHABLE;
  }
}
