package io.kycgateway.reverify.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.common.WireName;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A line of the results or of the dead letters that was read back.
 *
 * @param id null: the line of the manifest had none
 */
public record StoredOutcome(RecordOutcome outcome, @Nullable String id) {
  /**
   * Reads a line of either file back.
   *
   * @throws StartupException if this job did not write it
   */
  public static StoredOutcome read(byte[] line) throws StartupException {
    try {
      JsonNode json = JsonLine.MAPPER.readTree(line);
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
                  .movePointRight(ResultJson.DURATION_DIGITS)
                  .longValue(),
              json.has("attack_detected"),
              !json.path("degraded_modules").isEmpty(),
              member(json, "reason", DeadLetterReason.values()));
      return new StoredOutcome(outcome, json.path("id").textValue());
    } catch (IOException e) {
      throw new StartupException("not a line that this job wrote");
    }
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
}
