package io.kycgateway.pipeline;

import io.kycgateway.common.WireName;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.verification.ModuleName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one module ended in one verification.
 *
 * @param nanos from the start of its call to its end, on the pipeline's clock; 0 if skipped
 * @param answer its answer if its outcome is success, else null
 */
public record ModuleOutcome(
    ModuleName module, Outcome outcome, long nanos, ModuleResult.@Nullable Answer answer) {

  /** The closed set of ways in which a module ends. */
  public enum Outcome implements WireName {
    SUCCESS,
    ERROR,
    TIMEOUT,
    /** Refused before any call. */
    REJECTED,
    /** Started, then cancelled because the outcome was known. */
    CANCELLED,
    /** Never started, because the outcome was known. */
    SKIPPED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @Override
    public String wireName() {
      return wireName;
    }

    /** Whether its duration is the module's own: cancelled and skipped calls are not observed. */
    boolean isMeasured() {
      return this == SUCCESS || this == ERROR || this == TIMEOUT;
    }
  }

  static ModuleOutcome skipped(ModuleName module) {
    return new ModuleOutcome(module, Outcome.SKIPPED, 0, null);
  }
}
