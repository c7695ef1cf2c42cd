package io.kycgateway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

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
    @JsonProperty("timestamp") String timestamp) {}
