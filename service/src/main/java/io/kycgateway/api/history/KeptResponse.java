package io.kycgateway.api.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.kycgateway.api.Timestamps;
import io.kycgateway.history.KeptVerification;
import io.kycgateway.history.record.ModuleRecord;
import io.kycgateway.history.record.PersonalData;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.verification.ModuleName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A kept verification as the API answers it: what it was answered with at first, and what is kept.
 *
 * @param sessionId null once it is erased
 * @param confidenceScore null without a decision
 * @param reasons null without a decision, and once they are erased
 * @param reverifies the verification that this one repeats; null: none
 * @param reverifiedBy the newest verification that repeats this one; null: none
 * @param module the module that failed; null if none did
 * @param failure why there is no decision; null if there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeptResponse(
    @JsonProperty("session_id") @Nullable String sessionId,
    @JsonProperty("verification_id") String verificationId,
    @JsonProperty("status") String status,
    @JsonProperty("confidence_score") @Nullable Double confidenceScore,
    @JsonProperty("reasons") @Nullable List<String> reasons,
    @JsonProperty("modules_scores") Map<String, Double> modulesScores,
    @JsonProperty("degraded_modules") List<String> degradedModules,
    @JsonProperty("processing_time_ms") long processingTimeMs,
    @JsonProperty("timestamp") String timestamp,
    @JsonProperty("channel") String channel,
    @JsonProperty("evidence") String evidence,
    @JsonProperty("reverifies") @Nullable String reverifies,
    @JsonProperty("reverified_by") @Nullable String reverifiedBy,
    @JsonProperty("module") @Nullable String module,
    @JsonProperty("failure") @Nullable String failure) {

  static KeptResponse of(KeptVerification kept) {
    VerificationRecord record = kept.record();
    @Nullable PersonalData personal = kept.personal();
    boolean isDecided = record.failure() == null;
    return new KeptResponse(
        personal == null ? null : personal.session(),
        record.id().toString(),
        record.status().wireName(),
        record.confidence(),
        personal == null || !isDecided ? null : personal.reasons(),
        scores(record),
        record.degraded().stream().map(ModuleName::wireName).toList(),
        Duration.between(record.createdAt(), record.concludedAt()).toMillis(),
        Timestamps.format(record.concludedAt()),
        record.channel().wireName(),
        record.evidence().wireName(),
        text(record.reverifications().reverifies()),
        text(record.reverifications().reverifiedBy()),
        record.failedModule() == null ? null : record.failedModule().wireName(),
        record.failure());
  }

  private static @Nullable String text(@Nullable UUID id) {
    return id == null ? null : id.toString();
  }

  // As in a decision: without decision's own, which is the confidence.
  private static Map<String, Double> scores(VerificationRecord record) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (Map.Entry<ModuleName, ModuleRecord> module : record.modules().entrySet()) {
      @Nullable Double score = module.getValue().score();
      if (score != null && module.getKey() != ModuleName.DECISION) {
        scores.put(module.getKey().wireName(), score);
      }
    }
    return scores;
  }
}
