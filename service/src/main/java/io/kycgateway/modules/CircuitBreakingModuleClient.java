package io.kycgateway.modules;

import io.kycgateway.modules.Circuit.Verdict;
import io.kycgateway.modules.ModuleFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls while the module's circuit is open, and tells the circuit how the others ended.
 * Around the retries: what a retry mended was no failure.
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
    Circuit.Entry entry = circuit.enter();
    if (entry == null) {
      return new ModuleResult.Failed(
          new ModuleFailure(Kind.REJECTED, "its circuit is open", circuit.retryAfter()));
    }
    Verdict verdict = Verdict.NONE;
    try {
      ModuleResult result = next.call(call);
      verdict = verdict(result, call.control());
      return result;
    } finally {
      circuit.leave(entry, verdict);
    }
  }

  private static Verdict verdict(@Nullable ModuleResult result, CallControl control) {
    if (!(result instanceof ModuleResult.Failed failed)) {
      return Verdict.WELL;
    }
    return switch (failed.failure().kind()) {
      case UNREACHABLE, TIMEOUT, INVALID_RESPONSE -> Verdict.FAILING;
      case STATUS -> isOverOrBroken(failed.failure().detail()) ? Verdict.FAILING : Verdict.WELL;
      // A call that ran out of its time is given up as well: that one is the module's.
      case CANCELLED -> control.hasTimedOut() ? Verdict.FAILING : Verdict.NONE;
      case REJECTED -> Verdict.NONE;
    };
  }

  // Every other status is an answer to a request that it did not like.
  private static boolean isOverOrBroken(String status) {
    return status.startsWith("5") || status.equals("429");
  }
}
