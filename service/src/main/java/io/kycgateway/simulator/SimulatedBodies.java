package io.kycgateway.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;

/** The JSON that simulated modules send: what the modules' protocol asks for. */
final class SimulatedBodies {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ATTACK_REASON = "presentation_attack";
  private static final double REJECT_BELOW = 0.3;
  private static final double REVIEW_BELOW = 0.75;

  private SimulatedBodies() {}

  /** A score, from 0 to 1. */
  static String score(ModuleName module, double score) {
    return scoreJson(module, score).toString();
  }

  /** A score and the presentation attack that the module saw. */
  static String attack(ModuleName module, double score, String type) {
    ObjectNode json = scoreJson(module, score);
    json.put("attack_type", type);
    json.putArray("reasons").add(ATTACK_REASON);
    return json.toString();
  }

  private static ObjectNode scoreJson(ModuleName module, double score) {
    ObjectNode json = JSON.createObjectNode();
    json.put("score", Math.round(score * 1000) / 1000.0);
    json.putArray("reasons");
    json.putNull("attack_type");
    json.putObject("details").put("model", module.wireName() + "-simulated-1");
    return json;
  }

  /**
   * The decision on the other modules' results: by the lowest score, and never for an attack.
   *
   * @param results by the modules' names
   */
  static String decision(JsonNode results) {
    double lowest = 1;
    for (JsonNode result : results) {
      lowest = Math.min(lowest, result.path("score").asDouble(0));
    }
    boolean isAttack = results.path("liveness").path("attack_type").isTextual();
    Status status =
        isAttack || lowest < REJECT_BELOW
            ? Status.REJECTED
            : lowest < REVIEW_BELOW ? Status.MANUAL_REVIEW : Status.VERIFIED;
    ObjectNode json = JSON.createObjectNode();
    json.put("status", status.wireName());
    json.put("confidence_score", status == Status.REJECTED ? 1 - lowest : lowest);
    ArrayNode reasons = json.putArray("reasons");
    if (status != Status.VERIFIED) {
      reasons.add(isAttack ? ATTACK_REASON : "low_score");
    }
    return json.toString();
  }

  /** What is wrong with a {@code sim://} URI that is no scenario, with those that are. */
  static String unknownScenario() {
    ObjectNode json = JSON.createObjectNode();
    json.put("error", "unknown scenario");
    ArrayNode catalogue = json.putArray("scenarios");
    Scenario.catalogue().forEach(catalogue::add);
    return json.toString();
  }
}
