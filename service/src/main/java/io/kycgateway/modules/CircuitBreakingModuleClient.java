package io.kycgateway.modules;

import io.kycgateway.modules.Circuit.Result;
import io.kycgateway.modules.ModuleFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls while the module's circuit is open, and records how the others ended. Outside the
 * retries: a call that succeeds on a retry is a success.
 */
public final class CircuitBreakingModuleClient implements ModuleClient {
  private final ModuleClient next;
  private final Circuit circuit;

  public CircuitBreakingModuleClient(ModuleClient next, Circuit circuit) {
    this.next = next;
    this.circuit = circuit;
  }

  @Override
  public ModuleResult call(ModuleCall call) {
    Circuit.Permit permit = circuit.acquire();
    if (permit == null) {
      return new ModuleResult.Failed(
          new ModuleFailure(Kind.REJECTED, "its circuit is open", circuit.retryAfter()));
    }
    // An exception is a bug of ours and says nothing about the module.
    Result ended = Result.IGNORED;
    try {
      ModuleResult result = next.call(call);
      ended = classify(result, call.control());
      return result;
    } finally {
      circuit.release(permit, ended);
    }
  }

  private static Result classify(@Nullable ModuleResult result, CallControl control) {
    if (!(result instanceof ModuleResult.Failed failed)) {
      return Result.SUCCESS;
    }
    return switch (failed.failure().kind()) {
      case UNREACHABLE, INVALID_RESPONSE -> Result.FAILURE;
      // Such as a connect timeout that passed while this process did not run.
      case TIMEOUT -> control.isOwnDelay() ? Result.IGNORED : Result.FAILURE;
      case STATUS ->
          isOverloadOrServerError(failed.failure().detail()) ? Result.FAILURE : Result.SUCCESS;
      // A call that timed out is cancelled as well, and that one is the module's failure.
      case CANCELLED -> control.hasTimedOut() ? Result.FAILURE : Result.IGNORED;
      case REJECTED -> Result.IGNORED;
    };
  }

  // Any other status is a proper answer to a request that the module rejects.
  private static boolean isOverloadOrServerError(String status) {
    return status.startsWith("5") || status.equals("429");
  }
}
