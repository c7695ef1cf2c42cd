package io.kycgateway.pipeline;

import io.kycgateway.common.WireName;
import io.kycgateway.modules.ModuleResult;
import io.kycgateway.verification.ModuleName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one module ended in one verification.
 *
 * @param nanos from the start of its call to its end, on the pipeline's clock
 * @param answer what it answered, if its outcome is success
 */
record ModuleOutcome(
    ModuleName module, Outcome outcome, long nanos, ModuleResult.@Nullable Answer answer) {

  enum Outcome implements WireName {
    SUCCESS,
    ERROR,
    TIMEOUT,
    /** Refused before any call. */
    REJECTED,
    /** Begun and given up, because the outcome was known. */
    CANCELLED,
    /** Never begun, because the outcome was known. */
    SKIPPED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    @Override
    public String wireName() {
      return wireName;
    }

    /** Whether the time it took says something about the module. */
    boolean isMeasured() {
      return this == SUCCESS || this == ERROR || this == TIMEOUT;
    }
  }

  static ModuleOutcome skipped(ModuleName module) {
    return new ModuleOutcome(module, Outcome.SKIPPED, 0, null);
  }
}
