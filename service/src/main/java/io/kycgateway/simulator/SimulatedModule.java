package io.kycgateway.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.simulator.SimulatedAnswer.Kind;
import io.kycgateway.simulator.SimulatorConfiguration.Behaviour;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.ModuleName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One simulated module. Its answer depends on the seed, the session and the call's evidence alone:
 * the same call gets the same answer, in any order and from any thread.
 */
final class SimulatedModule {
  private static final double P95_OF_A_NORMAL = 1.6448536269514722;
  private static final double GOOD = 0.97;
  private static final double LOW = 0.05;
  private static final double BETWEEN = 0.6;
  private static final Duration FOREVER = Duration.ofMinutes(1);

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
    if (Scenario.uris(request).stream()
        .anyMatch(uri -> Scenario.isMeant(uri) && Scenario.parse(uri).isEmpty())) {
      return new SimulatedAnswer(
          Kind.ERROR, Duration.ZERO, 422, "application/json", SimulatedBodies.unknownScenario());
    }
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
      case STATUS -> SimulatedAnswer.error(delay, (int) scenario.number().orElseThrow());
      case SLOW -> good(GOOD, request, Duration.ofMillis(scenario.number().orElseThrow()));
      case DEADLINE -> good(GOOD, request, FOREVER);
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
    return SimulatedAnswer.json(Kind.GENUINE, delay, SimulatedBodies.score(module, score));
  }

  private SimulatedAnswer attack(String type, Duration delay) {
    return SimulatedAnswer.json(Kind.ATTACK, delay, SimulatedBodies.attack(module, LOW, type));
  }

  private static SimulatedAnswer decision(JsonNode request, Duration delay) {
    return SimulatedAnswer.json(
        Kind.GENUINE, delay, SimulatedBodies.decision(request.path("results")));
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
