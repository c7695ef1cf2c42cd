package io.kycgateway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.verification.ModuleName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A decision as the API answers it. */
record VerificationResponse(
    @JsonProperty("session_id") String sessionId,
    @JsonProperty("verification_id") String verificationId,
    @JsonProperty("status") String status,
    @JsonProperty("confidence_score") double confidenceScore,
    @JsonProperty("reasons") List<String> reasons,
    @JsonProperty("modules_scores") Map<String, Double> modulesScores,
    @JsonProperty("degraded_modules") List<String> degradedModules,
    @JsonProperty("processing_time_ms") long processingTimeMs,
    @JsonProperty("timestamp") String timestamp) {
  static VerificationResponse of(
      String session, Decision decision, ConcludedVerification concluded) {
    Map<String, Double> scores = new LinkedHashMap<>();
    decision.scores().forEach((module, score) -> scores.put(module.wireName(), score));
    return new VerificationResponse(
        session,
        decision.verificationId(),
        decision.status().wireName(),
        decision.confidenceScore(),
        decision.reasons(),
        scores,
        decision.degraded().stream().map(ModuleName::wireName).toList(),
        TimeUnit.NANOSECONDS.toMillis(concluded.nanos()),
        Timestamps.format(concluded.concludedAt()));
  }
}
