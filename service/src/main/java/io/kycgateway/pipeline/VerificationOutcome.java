package io.kycgateway.pipeline;

import io.kycgateway.common.WireName;
import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a request to verify ended. Outcomes are values, never exceptions. */
public sealed interface VerificationOutcome {

  /** An outcome of an accepted verification: exactly one each, and each is counted. */
  sealed interface Concluded extends VerificationOutcome {
    /** The verification's identifier, as answered, logged and sent to the modules. */
    String verificationId();

    /** The status under which it is counted. */
    Status status();
  }

  /**
   * A decision.
   *
   * @param status anything but ERROR
   * @param confidenceScore 0 to 1
   * @param scores of the modules that answered, without decision; unmodifiable
   * @param degraded the modules that gave no result
   * @param attackType the presentation attack that liveness reported, verbatim; null if none
   */
  record Decision(
      String verificationId,
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

    /** A decision without a presentation attack. */
    public Decision(
        String verificationId,
        Status status,
        double confidenceScore,
        List<String> reasons,
        Map<ModuleName, Double> scores,
        List<ModuleName> degraded) {
      this(verificationId, status, confidenceScore, reasons, scores, degraded, null);
    }
  }

  /** A required module failed. */
  record ModuleFailed(String verificationId, ModuleName module, ModuleFailure failure)
      implements Concluded {
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
  record DeadlineExceeded(String verificationId, List<ModuleName> waitingFor) implements Concluded {
    public DeadlineExceeded {
      waitingFor = List.copyOf(waitingFor);
    }

    @Override
    public Status status() {
      return Status.ERROR;
    }
  }

  /**
   * A bug of this program, or its thread was interrupted. Never a failure of a module.
   *
   * @param cause null if interrupted
   */
  @SuppressWarnings("JavaLangClash") // The field's word for it; used with its import only.
  record InternalError(String verificationId, @Nullable Throwable cause) implements Concluded {
    @Override
    public Status status() {
      return Status.ERROR;
    }
  }

  /** Refused before it began: no module is called and no verification is counted. */
  record Shed(Reason reason) implements VerificationOutcome {
    /** Why a request was refused. */
    public enum Reason implements WireName {
      CAPACITY("capacity"),
      SHUTDOWN("shutdown"),
      HISTORY("history");

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
