package io.kycgateway.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.util.Duration;
import io.kycgateway.json.MalformedJsonException;
import io.kycgateway.json.StrictJson;
import io.kycgateway.simulator.SimulatedAnswer.Kind;
import io.kycgateway.simulator.SimulatorConfiguration.Behaviour;
import io.kycgateway.verification.ModuleName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedModuleTest {
  private static final Behaviour INSTANT = behaviour(0, 0, 0);

  @Test
  void answers_underOneSeed_areTheSameInAnyOrder() {
    Behaviour lively = behaviour(100, 400, 0.2);
    List<JsonNode> requests = requests(200);
    List<SimulatedAnswer> forward = new ArrayList<>();
    SimulatedModule first = new SimulatedModule(ModuleName.LIVENESS, lively, 7, 0.3);
    requests.forEach(request -> forward.add(first.answer(request)));
    Collections.reverse(requests);
    List<SimulatedAnswer> backward = new ArrayList<>();
    SimulatedModule second = new SimulatedModule(ModuleName.LIVENESS, lively, 7, 0.3);
    requests.forEach(request -> backward.add(second.answer(request)));
    Collections.reverse(backward);

    assertThat(backward).isEqualTo(forward);
    assertThat(forward)
        .extracting(SimulatedAnswer::kind)
        .contains(Kind.GENUINE, Kind.ATTACK, Kind.ERROR);
  }

  @Test
  void answers_underAnotherSeed_areOthers() {
    assertThat(answers(ModuleName.OCR, 1, 0)).isNotEqualTo(answers(ModuleName.OCR, 2, 0));
  }

  @Test
  void answers_ofAnotherModule_areOthers() {
    assertThat(answers(ModuleName.OCR, 1, 0)).isNotEqualTo(answers(ModuleName.FACE_MATCH, 1, 0));
  }

  @Test
  void attackRatio_one_makesEverySessionAnAttackForLivenessAlone() {
    assertThat(answers(ModuleName.LIVENESS, 1, 1))
        .allSatisfy(answer -> assertThat(answer.kind()).isEqualTo(Kind.ATTACK));
    assertThat(answers(ModuleName.OCR, 1, 1))
        .allSatisfy(answer -> assertThat(answer.kind()).isEqualTo(Kind.GENUINE));
    assertThat(answers(ModuleName.LIVENESS, 1, 0))
        .allSatisfy(answer -> assertThat(answer.kind()).isEqualTo(Kind.GENUINE));
  }

  @Test
  void delays_ofManyCalls_haveTheConfiguredMedianAndP95() {
    SimulatedModule module = new SimulatedModule(ModuleName.OCR, behaviour(100, 400, 0), 1, 0);
    List<Long> millis =
        requests(2000).stream().map(r -> module.answer(r).delay().toMillis()).sorted().toList();

    // Deterministic under the seed: a drift of the formula fails, chance does not.
    assertThat(millis.get(1000)).isBetween(90L, 110L);
    assertThat(millis.get(1900)).isBetween(340L, 460L);
  }

  @Test
  void errorRatio_one_failsEveryCallThatIsNotForced() {
    SimulatedModule module = new SimulatedModule(ModuleName.OCR, behaviour(0, 0, 1), 1, 0);

    assertThat(module.answer(request("s", "s3://b/s")).status()).isEqualTo(500);
    assertThat(module.answer(request("s", "sim://genuine")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    // scenario, module, how it is counted, status, what stands in the body
    "sim://genuine, LIVENESS, GENUINE, 200, 0.97",
    "sim://review, OCR, GENUINE, 200, 0.6",
    "sim://impostor, FACE_MATCH, GENUINE, 200, 0.05",
    "sim://impostor, LIVENESS, GENUINE, 200, 0.97",
    "sim://attack/mask, LIVENESS, ATTACK, 200, mask",
    "sim://attack/mask, OCR, GENUINE, 200, 0.97",
    "sim://error/ocr, OCR, ERROR, 500, {}",
    "sim://error/ocr, LIVENESS, GENUINE, 200, 0.97",
    "sim://status/ocr/429, OCR, ERROR, 429, {}",
    "sim://empty/ocr, OCR, ERROR, 204, ",
    "sim://garbage/ocr, OCR, GARBAGE, 200, <html>",
    "sim://truncated/ocr, OCR, GARBAGE, 200, rea",
    "sim://score/ocr/1.5, OCR, GENUINE, 200, 1.5",
    "sim://stall/ocr, OCR, STALLED, 200, ",
    "sim://huge/ocr, OCR, HUGE, 200, ",
    "sim://drop/ocr, OCR, DROPPED, 200, ",
    "sim://typo, OCR, ERROR, 422, sim://status/MODULE/CODE",
    "sim://typo, DECISION, ERROR, 422, sim://genuine",
    "sim://error, LIVENESS, ERROR, 422, unknown scenario",
    "sim://error/nosuch, LIVENESS, ERROR, 422, sim://deadline",
    "sim://deadline, OCR, GENUINE, 200, 0.97",
  })
  void scenario_forced_isWhatTheModuleDoes(
      String uri, ModuleName module, Kind kind, int status, String body) {
    SimulatedAnswer answer =
        new SimulatedModule(module, INSTANT, 1, 1).answer(request("session", uri));

    assertThat(answer.kind()).isEqualTo(kind);
    assertThat(answer.status()).isEqualTo(status);
    if (body == null) {
      assertThat(answer.body()).isNull();
    } else {
      assertThat(answer.body()).contains(body);
    }
  }

  @Test
  void scenario_slow_delaysThatModuleOnly() {
    JsonNode request = request("session", "sim://slow/ocr/1500");

    assertThat(new SimulatedModule(ModuleName.OCR, INSTANT, 1, 0).answer(request).delay())
        .hasMillis(1500);
    assertThat(new SimulatedModule(ModuleName.LIVENESS, INSTANT, 1, 0).answer(request).delay())
        .isZero();
  }

  @Test
  void scenario_unknownInTheDocument_isRefusedToo() {
    ObjectNode request = request("session", "sim://genuine");
    request.putObject("document").put("uri", "sim://genuin");

    assertThat(new SimulatedModule(ModuleName.OCR, INSTANT, 1, 0).answer(request).status())
        .isEqualTo(422);
  }

  @Test
  void scenario_deadline_delaysEveryModule() {
    for (ModuleName module : ModuleName.values()) {
      assertThat(
              new SimulatedModule(module, INSTANT, 1, 0)
                  .answer(request("session", "sim://deadline"))
                  .delay())
          .isGreaterThan(java.time.Duration.ofSeconds(30));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.9, , VERIFIED",
    "0.75, , VERIFIED",
    "0.749, , MANUAL_REVIEW",
    "0.3, , MANUAL_REVIEW",
    "0.299, , REJECTED",
    "0.9, mask, REJECTED",
  })
  void decision_followsTheLowestScoreAndTheAttack(double score, String attack, String status)
      throws MalformedJsonException {
    ObjectNode request = request("session", "s3://b/s");
    ObjectNode results = request.putObject("results");
    results.putObject("ocr").put("score", 0.99);
    results.putObject("liveness").put("score", score).put("attack_type", attack);

    SimulatedAnswer answer =
        new SimulatedModule(ModuleName.DECISION, INSTANT, 1, 0).answer(request);

    JsonNode json = StrictJson.read(String.valueOf(answer.body()).getBytes(UTF_8));
    assertThat(json.path("status").textValue()).isEqualTo(status);
    assertThat(json.path("confidence_score").doubleValue()).isBetween(0.0, 1.0);
  }

  private static List<SimulatedAnswer> answers(ModuleName name, long seed, double attackRatio) {
    SimulatedModule module = new SimulatedModule(name, INSTANT, seed, attackRatio);
    return requests(20).stream().map(module::answer).toList();
  }

  private static Behaviour behaviour(long median, long p95, double errorRatio) {
    return new Behaviour(
        Duration.milliseconds(median), Duration.milliseconds(p95), errorRatio, 0.8, 0.1);
  }

  private static List<JsonNode> requests(int count) {
    List<JsonNode> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(request("session-" + i, "s3://b/s"));
    }
    return requests;
  }

  private static ObjectNode request(String session, String selfie) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("session_id", session);
    json.putObject("selfie").put("uri", selfie);
    return json;
  }
}
