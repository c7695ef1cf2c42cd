package io.kycgateway.reverify.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.common.WireName;
import io.kycgateway.json.JsonBuffers;
import io.kycgateway.pipeline.VerificationOutcome.Decision;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.LabelReader;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.manifest.ManifestLine;
import io.kycgateway.reverify.manifest.ManifestRecord;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lines of the results and of the dead letters, written and read back. */
public final class ResultJson {
  private static final JsonMapper JSON =
      new JsonMapper(JsonFactory.builder().recyclerPool(JsonBuffers.POOL).build());
  private static final String DRY_RUN = "dry_run";
  private static final int MICROS_PER_SECOND_DIGITS = 6;

  private ResultJson() {}

  /** A line of the results. */
  public static byte[] result(
      RecordOutcome outcome, ManifestRecord record, Decision decision, Instant timestamp) {
    return write(
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
  public static byte[] deadLetter(
      RecordOutcome outcome,
      DeadLetterReason reason,
      @Nullable String id,
      String detail,
      Instant timestamp) {
    return write(
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

  /** A line of the dead letters of a dry run. */
  static byte[] dryRun(ManifestLine.Bad bad) {
    return write(
        json -> {
          json.writeBooleanField(DRY_RUN, true);
          json.writeNumberField("line", bad.line());
          String id = bad.id();
          if (id != null) {
            json.writeStringField("id", id);
          }
          json.writeStringField("reason", bad.reason().wireName());
          json.writeStringField("detail", bad.detail());
        });
  }

  /** Whether a dry run wrote that line. */
  static boolean isOfADryRun(byte[] line) {
    try {
      return JSON.readTree(line).path(DRY_RUN).asBoolean();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A line that was read back.
   *
   * @param id null: the line of the manifest had none
   */
  public record Stored(RecordOutcome outcome, @Nullable String id) {}

  /**
   * Reads a line of either file back.
   *
   * @throws StartupException if this job did not write it
   */
  public static Stored read(byte[] line) throws StartupException {
    try {
      JsonNode json = JSON.readTree(line);
      JsonNode number = json.path("line");
      if (!number.isIntegralNumber() || number.longValue() < 1) {
        throw new StartupException("not a line that this job wrote");
      }
      RecordOutcome outcome =
          new RecordOutcome(
              number.longValue(),
              member(json, "status", Status.values()),
              new Labels(
                  member(json, "previous_status", Status.values()),
                  member(json, "ground_truth", GroundTruth.values()),
                  member(json, "attack_type", AttackType.values())),
              json.path("attempts").asInt(),
              json.path("duration_seconds")
                  .decimalValue()
                  .movePointRight(MICROS_PER_SECOND_DIGITS)
                  .longValue(),
              json.has("attack_detected"),
              !json.path("degraded_modules").isEmpty(),
              member(json, "reason", DeadLetterReason.values()));
      return new Stored(outcome, json.path("id").textValue());
    } catch (IOException e) {
      throw new StartupException("not a line that this job wrote");
    }
  }

  /**
   * Reads a line of the results as far as it takes to see whether its outcome changed.
   *
   * @return empty: it did not, or the record had no previous status
   */
  public static Optional<ChangedOutcome> change(byte[] line) throws IOException, StartupException {
    try (JsonParser json = JSON.createParser(line)) {
      String id = null;
      String now = null;
      String before = null;
      json.nextToken();
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        json.nextToken();
        switch (field) {
          case "id" -> id = json.getText();
          case "status" -> now = json.getText();
          case "previous_status" -> before = json.getText();
          case "reasons" -> {
            return id == null || now == null || before == null || now.equals(before)
                ? Optional.empty()
                : Optional.of(
                    new ChangedOutcome(
                        id, Status.valueOf(before), Status.valueOf(now), texts(json)));
          }
          default -> json.skipChildren();
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new StartupException("not a line that this job wrote");
    }
  }

  private static List<String> texts(JsonParser array) throws IOException {
    List<String> texts = new ArrayList<>();
    while (array.nextToken() == JsonToken.VALUE_STRING) {
      texts.add(array.getText());
    }
    return texts;
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
        "duration_seconds", BigDecimal.valueOf(outcome.micros(), MICROS_PER_SECOND_DIGITS));
  }

  private static <E extends WireName> @Nullable E member(JsonNode json, String field, E[] members)
      throws StartupException {
    JsonNode node = json.path(field);
    if (node.isMissingNode()) {
      return null;
    }
    for (E member : members) {
      if (member.wireName().equals(node.textValue())) {
        return member;
      }
    }
    throw new StartupException("not a line that this job wrote: " + field + " is unknown");
  }

  private static byte[] write(Content content) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator json = JSON.createGenerator(bytes)) {
      json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
      json.flush();
      bytes.append('\n');
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
  }

  @FunctionalInterface
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
