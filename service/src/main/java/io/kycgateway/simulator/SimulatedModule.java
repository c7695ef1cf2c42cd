package io.kycgateway.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.simulator.SimulatedAnswer.Kind;
import io.kycgateway.simulator.SimulatorConfiguration.Behaviour;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One simulated module. Its answer depends on the seed, the session and the call's evidence alone:
 * the same call gets the same answer, in any order and from any thread.
 */
final class SimulatedModule {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double P95_OF_A_NORMAL = 1.6448536269514722;
  private static final double GOOD = 0.97;
  private static final double LOW = 0.05;
  private static final double BETWEEN = 0.6;
  private static final Duration FOREVER = Duration.ofMinutes(1);
  private static final double REJECT_BELOW = 0.3;
  private static final double REVIEW_BELOW = 0.75;

  private final ModuleName module;
  private final Behaviour behaviour;
  private final long seed;
  private final double attackRatio;

  SimulatedModule(ModuleName module, Behaviour behaviour, long seed, double attackRatio) {
    this.module = module;
    this.behaviour = behaviour;
    this.seed = seed;
    this.attackRatio = attackRatio;
  }

  SimulatedAnswer answer(JsonNode request) {
    String session = request.path("session_id").asText();
    SplittableRandom ofModule = random(session, module.wireName());
    Duration delay = delay(ofModule);
    boolean fails = ofModule.nextDouble() < behaviour.errorRatio();
    List<Scenario> scenarios = Scenario.of(request);
    if (scenarios.isEmpty()) {
      if (fails) {
        return SimulatedAnswer.error(delay, 500);
      }
      return module == ModuleName.DECISION
          ? decision(request, delay)
          : drawn(session, ofModule, delay);
    }
    for (Scenario scenario : scenarios) {
      if (scenario.concerns(module)) {
        return forced(scenario, request, delay);
      }
    }
    // The scenario concerns another module: this one answers genuinely.
    return good(GOOD, request, delay);
  }

  private SimulatedAnswer good(double score, JsonNode request, Duration delay) {
    return module == ModuleName.DECISION ? decision(request, delay) : scored(score, delay);
  }

  private SimulatedAnswer forced(Scenario scenario, JsonNode request, Duration delay) {
    return switch (scenario.verb()) {
      case GENUINE -> good(GOOD, request, delay);
      case REVIEW -> good(BETWEEN, request, delay);
      case IMPOSTOR -> good(module == ModuleName.FACE_MATCH ? LOW : GOOD, request, delay);
      case ATTACK ->
          module == ModuleName.LIVENESS
              ? attack(String.valueOf(scenario.argument()), delay)
              : good(GOOD, request, delay);
      case ERROR -> SimulatedAnswer.error(delay, 500);
      case STATUS -> SimulatedAnswer.error(delay, (int) scenario.number().orElse(500));
      case SLOW ->
          good(GOOD, request, Duration.ofMillis(scenario.number().orElse(FOREVER.toMillis())));
      case STALL -> SimulatedAnswer.without(Kind.STALLED, delay);
      case GARBAGE ->
          new SimulatedAnswer(
              Kind.GARBAGE, delay, 200, "text/html", "<html><body>It works!</body></html>");
      case TRUNCATED -> SimulatedAnswer.json(Kind.GARBAGE, delay, "{\"score\": 0.9, \"rea");
      case EMPTY -> SimulatedAnswer.error(delay, 204);
      case SCORE ->
          SimulatedAnswer.json(
              Kind.GENUINE,
              delay,
              String.format(
                  Locale.ROOT,
                  "{\"score\": %s, \"status\": \"VERIFIED\", \"confidence_score\": %1$s}",
                  scenario.argument()));
      case HUGE -> SimulatedAnswer.without(Kind.HUGE, delay);
      case DROP -> SimulatedAnswer.without(Kind.DROPPED, delay);
    };
  }

  private SimulatedAnswer drawn(String session, SplittableRandom ofModule, Duration delay) {
    SplittableRandom ofSession = random(session, "session");
    boolean isAttack = ofSession.nextDouble() < attackRatio;
    if (isAttack && module == ModuleName.LIVENESS) {
      AttackType[] types = AttackType.values();
      return attack(types[ofSession.nextInt(types.length)].wireName(), delay);
    }
    double score = behaviour.scoreMean() + behaviour.scoreDeviation() * ofModule.nextGaussian();
    return scored(Math.max(0, Math.min(1, score)), delay);
  }

  private SimulatedAnswer scored(double score, Duration delay) {
    return SimulatedAnswer.json(Kind.GENUINE, delay, scoreJson(score).toString());
  }

  private SimulatedAnswer attack(String type, Duration delay) {
    ObjectNode json = scoreJson(LOW);
    json.put("attack_type", type);
    json.putArray("reasons").add("presentation_attack");
    return SimulatedAnswer.json(Kind.ATTACK, delay, json.toString());
  }

  private ObjectNode scoreJson(double score) {
    ObjectNode json = JSON.createObjectNode();
    json.put("score", Math.round(score * 1000) / 1000.0);
    json.putArray("reasons");
    json.putNull("attack_type");
    json.putObject("details").put("model", module.wireName() + "-simulated-1");
    return json;
  }

  private static SimulatedAnswer decision(JsonNode request, Duration delay) {
    JsonNode results = request.path("results");
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
      reasons.add(isAttack ? "presentation_attack" : "low_score");
    }
    return SimulatedAnswer.json(Kind.GENUINE, delay, json.toString());
  }

  private Duration delay(SplittableRandom random) {
    double median = behaviour.median().toNanoseconds();
    if (median <= 0) {
      return Duration.ZERO;
    }
    double sigma = Math.log(behaviour.p95().toNanoseconds() / median) / P95_OF_A_NORMAL;
    return Duration.ofNanos((long) (median * Math.exp(sigma * random.nextGaussian())));
  }

  private SplittableRandom random(String session, String purpose) {
    // Both hash codes are defined by the language, so runs on any JDK agree.
    return new SplittableRandom(
        seed * 0x9E3779B97F4A7C15L + ((long) session.hashCode() << 32) + purpose.hashCode());
  }
}
