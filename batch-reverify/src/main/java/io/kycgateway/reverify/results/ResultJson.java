package io.kycgateway.reverify.results;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kycgateway.common.WireName;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.LabelReader;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the lines of the results and of the dead letters; {@link StoredOutcome} reads them. */
final class ResultJson {
  /** Digits after the point of a duration in seconds: microseconds. */
  static final int DURATION_DIGITS = 6;

  private ResultJson() {}

  /** A line of the results. */
  static byte[] result(
      RecordOutcome outcome, ManifestRecord record, Decision decision, Instant timestamp) {
    return JsonLine.of(
        json -> {
          json.writeNumberField("line", outcome.line());
          json.writeStringField("id", record.id());
          json.writeStringField("session_id", record.request().sessionId());
          json.writeStringField("status", decision.status().wireName());
          writeLabels(json, outcome.labels());
          json.writeNumberField("confidence_score", decision.confidenceScore());
          writeStrings(json, "reasons", decision.reasons());
          json.writeObjectFieldStart("modules_scores");
          for (Map.Entry<ModuleName, Double> score : decision.scores().entrySet()) {
            json.writeNumberField(score.getKey().wireName(), score.getValue());
          }
          json.writeEndObject();
          writeStrings(
              json,
              "degraded_modules",
              decision.degraded().stream().map(ModuleName::wireName).toList());
          String attack = decision.attackType();
          if (attack != null) {
            json.writeStringField("attack_detected", LabelReader.attackOf(attack).wireName());
          }
          writeAttempts(json, outcome);
          json.writeStringField("timestamp", timestamp.toString());
        });
  }

  /** A line of the dead letters. */
  static byte[] deadLetter(
      RecordOutcome outcome,
      DeadLetterReason reason,
      @Nullable String id,
      String detail,
      Instant timestamp) {
    return JsonLine.of(
        json -> {
          json.writeNumberField("line", outcome.line());
          if (id != null) {
            json.writeStringField("id", id);
          }
          json.writeStringField("reason", reason.wireName());
          json.writeStringField("detail", detail);
          Status status = outcome.status();
          if (status != null) {
            json.writeStringField("status", status.wireName());
            writeLabels(json, outcome.labels());
            writeAttempts(json, outcome);
          }
          json.writeStringField("timestamp", timestamp.toString());
        });
  }

  private static void writeLabels(JsonGenerator json, Labels labels) throws IOException {
    writeMember(json, "previous_status", labels.previous());
    writeMember(json, "ground_truth", labels.groundTruth());
    writeMember(json, "attack_type", labels.attack());
  }

  private static void writeMember(JsonGenerator json, String field, @Nullable WireName member)
      throws IOException {
    if (member != null) {
      json.writeStringField(field, member.wireName());
    }
  }

  private static void writeStrings(JsonGenerator json, String field, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static void writeAttempts(JsonGenerator json, RecordOutcome outcome) throws IOException {
    json.writeNumberField("attempts", outcome.attempts());
    // Decimal, so that reading it back gives the same number to the last digit.
    json.writeNumberField(
        "duration_seconds", BigDecimal.valueOf(outcome.micros(), DURATION_DIGITS));
  }
}
