package io.kycgateway.reverify.history.report;

import io.kycgateway.history.record.ModuleRecord;
import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.verification.ModuleName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The decision of a kept verification, as the pipeline made it. */
final class KeptDecision {
  private KeptDecision() {}

  /**
   * The decision.
   *
   * @param personal null: it is erased, and the reasons with it
   */
  static Decision of(VerificationRecord record, @Nullable PersonalData personal) {
    Map<ModuleName, Double> scores = new EnumMap<>(ModuleName.class);
    for (Map.Entry<ModuleName, ModuleRecord> module : record.modules().entrySet()) {
      @Nullable Double score = module.getValue().score();
      if (score != null && module.getKey() != ModuleName.DECISION) {
        scores.put(module.getKey(), score);
      }
    }
    return new Decision(
        record.id().toString(),
        record.status(),
        record.confidence() == null ? 0 : record.confidence(),
        personal == null ? List.of() : personal.reasons(),
        scores,
        record.degraded(),
        record.attackType() == null ? null : record.attackType().wireName());
  }
}
