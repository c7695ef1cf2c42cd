package io.kycgateway.pipeline;

import static io.kycgateway.pipeline.PipelineFixture.decided;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.modules.ModuleResult;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionRulesTest {
  @ParameterizedTest
  @CsvSource({
    // cap, degraded, module's status, the gateway's
    "true,  false, VERIFIED,      VERIFIED",
    "true,  false, REJECTED,      REJECTED",
    "true,  false, MANUAL_REVIEW, MANUAL_REVIEW",
    "true,  true,  VERIFIED,      MANUAL_REVIEW",
    "true,  true,  REJECTED,      REJECTED",
    "true,  true,  MANUAL_REVIEW, MANUAL_REVIEW",
    "false, true,  VERIFIED,      VERIFIED",
  })
  void status_ofTheDecision_isCappedWhereAModuleIsMissing(
      boolean cap, boolean degraded, Status said, Status expected) {
    List<ModuleName> missing = degraded ? List.of(ModuleName.ANTIFRAUD) : List.of();

    Decision decision = new DecisionRules(cap).decide("v", decided(said), Map.of(), missing);

    assertThat(decision.status()).isEqualTo(expected);
    assertThat(decision.degraded()).isEqualTo(missing);
    assertThat(decision.confidenceScore()).isEqualTo(0.93);
    assertThat(decision.reasons().contains("degraded_antifraud")).isEqualTo(said != expected);
  }

  @Test
  void scores_ofTheDecision_areTheModulesWithoutDecision() {
    Map<ModuleName, ModuleResult.Answer> answers = new EnumMap<>(ModuleName.class);
    answers.put(ModuleName.OCR, (ModuleResult.Answer) PipelineFixture.scored(0.7));
    answers.put(ModuleName.DECISION, decided(Status.VERIFIED));

    assertThat(
            new DecisionRules(true)
                .decide("v", decided(Status.VERIFIED), answers, List.of())
                .scores())
        .containsExactly(Map.entry(ModuleName.OCR, 0.7));
  }
}
