package io.kycgateway.pipeline;

import io.kycgateway.common.WireName;
import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a request to verify ended. All of these are expected; none is an exception. */
public sealed interface VerificationOutcome {

  /** An outcome of an accepted verification: exactly one each, and each is counted. */
  sealed interface Concluded extends VerificationOutcome {
    /** What is counted. */
    Status status();
  }

  /**
   * A decision.
   *
   * @param status anything but ERROR
   * @param confidenceScore 0 to 1
   * @param scores of the modules that answered, without decision; unmodifiable
   * @param degraded the modules that the decision had to do without
   * @param attackType the presentation attack that liveness saw, as it came; null: it saw none
   */
  record Decision(
      Status status,
      double confidenceScore,
      List<String> reasons,
      Map<ModuleName, Double> scores,
      List<ModuleName> degraded,
      @Nullable String attackType)
      implements Concluded {
    public Decision {
      reasons = List.copyOf(reasons);
      degraded = List.copyOf(degraded);
    }

    /** A decision on what liveness took for a live person. */
    public Decision(
        Status status,
        double confidenceScore,
        List<String> reasons,
        Map<ModuleName, Double> scores,
        List<ModuleName> degraded) {
      this(status, confidenceScore, reasons, scores, degraded, null);
    }
  }

  /** A required module failed. */
  record ModuleFailed(ModuleName module, ModuleFailure failure) implements Concluded {
    @Override
    public Status status() {
      return Status.ERROR;
    }
  }

  /**
   * The verification's budget was used up.
   *
   * @param waitingFor the modules that had not answered
   */
  record DeadlineExceeded(List<ModuleName> waitingFor) implements Concluded {
    public DeadlineExceeded {
      waitingFor = List.copyOf(waitingFor);
    }

    @Override
    public Status status() {
      return Status.ERROR;
    }
  }

  /** A fault of our own: a bug, or the thread was told to stop. */
  record Broken(@Nullable RuntimeException cause) implements Concluded {
    @Override
    public Status status() {
      return Status.ERROR;
    }
  }

  /** Refused before it began; nothing was called and no verification is counted. */
  record Shed(Reason reason) implements VerificationOutcome {
    /** Why it was refused. */
    public enum Reason implements WireName {
      CAPACITY("capacity"),
      SHUTDOWN("shutdown");

      private final String wireName;

      Reason(String wireName) {
        this.wireName = wireName;
      }

      @Override
      public String wireName() {
        return wireName;
      }
    }
  }
}
