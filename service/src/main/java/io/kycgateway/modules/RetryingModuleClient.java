package io.kycgateway.modules;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.kycgateway.modules.ModuleFailure.Kind;
import java.time.Duration;

/**
 * Retries when a connection broke before a response began, such as one that the module closed while
 * it was idle. Responses, timeouts and error statuses are final: retries would only add load to a
 * module that is already failing.
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
                // By default the library retries exceptions too; here they are bugs.
                .handleIf((Throwable e) -> false)
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
