package io.kycgateway.pipeline;

import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the gateway adds to the decision module's status: a verification without a result of one of
 * its modules is not better than MANUAL_REVIEW, unless configured otherwise.
 */
record DecisionRules(boolean capDegraded) {

  Decision decide(
      String verificationId,
      ModuleResult.Decided decided,
      Map<ModuleName, ModuleResult.Answer> answers,
      Collection<ModuleName> degraded) {
    Status status = decided.status();
    List<String> reasons = new ArrayList<>(decided.reasons());
    if (status == Status.VERIFIED && capDegraded && !degraded.isEmpty()) {
      status = Status.MANUAL_REVIEW;
      degraded.forEach(module -> reasons.add("degraded_" + module.wireName()));
    }
    Map<ModuleName, Double> scores = new EnumMap<>(ModuleName.class);
    answers.forEach(
        (module, answer) -> {
          if (module != ModuleName.DECISION) {
            scores.put(module, answer.score());
          }
        });
    return new Decision(
        verificationId,
        status,
        decided.score(),
        reasons,
        Collections.unmodifiableMap(scores),
        List.copyOf(degraded),
        answers.get(ModuleName.LIVENESS) instanceof ModuleResult.Scored liveness
            ? liveness.attackType()
            : null);
  }
}
