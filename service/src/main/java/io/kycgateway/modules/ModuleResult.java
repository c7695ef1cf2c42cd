package io.kycgateway.modules;

import io.kycgateway.verification.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of calling a module. Failures are values, not exceptions. */
public sealed interface ModuleResult {

  /** A usable answer. */
  sealed interface Answer extends ModuleResult {
    /** The score, or for decision its confidence: 0 to 1. */
    double score();

    /** The module's reasons, verbatim. */
    List<String> reasons();
  }

  /**
   * An answer of every module but decision.
   *
   * @param attackType the presentation attack that liveness reported, verbatim; null if none
   * @param json the whole response, verbatim, for the modules that come after
   */
  @SuppressWarnings("ArrayRecordComponent") // Written once, never changed, never compared.
  record Scored(double score, List<String> reasons, @Nullable String attackType, byte[] json)
      implements Answer {
    /** Shows the score only: reasons may quote a document. */
    @Override
    public String toString() {
      return "Scored[score=" + score + "]";
    }
  }

  /** An answer of decision. */
  record Decided(Status status, double score, List<String> reasons) implements Answer {
    /** Shows the decision only, for the same reason. */
    @Override
    public String toString() {
      return "Decided[status=" + status + ", score=" + score + "]";
    }
  }

  /** No usable answer. */
  record Failed(ModuleFailure failure) implements ModuleResult {}

  /** No usable response, for that reason. */
  static Failed failed(ModuleFailure.Kind kind, String detail) {
    return new Failed(new ModuleFailure(kind, detail));
  }
}
