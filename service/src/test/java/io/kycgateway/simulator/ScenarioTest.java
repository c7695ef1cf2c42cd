package io.kycgateway.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.json.StrictJson;
import io.kycgateway.verification.ModuleName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioTest {
  @ParameterizedTest
  @CsvSource({
    "sim://genuine, GENUINE, , ",
    "sim://GENUINE, GENUINE, , ",
    "sim://impostor, IMPOSTOR, , ",
    "sim://review/, REVIEW, , ",
    "sim://attack, ATTACK, , photo",
    "sim://attack/mask, ATTACK, , mask",
    "sim://attack/hologram, ATTACK, , hologram",
    "sim://error/ocr, ERROR, OCR, ",
    "sim://status/face_match/429, STATUS, FACE_MATCH, 429",
    "sim://slow/antifraud/1500, SLOW, ANTIFRAUD, 1500",
    "sim://score/liveness/NaN, SCORE, LIVENESS, NaN",
    "sim://drop/decision, DROP, DECISION, ",
    "sim://drop/decision/, DROP, DECISION, ",
    "sim://status/ocr, STATUS, OCR, 500",
    "sim://slow/ocr, SLOW, OCR, 60000",
    "sim://deadline, DEADLINE, , ",
    "SIM://genuine, GENUINE, , ",
  })
  void uri_ofTheSandbox_isRead(String uri, ScenarioVerb verb, ModuleName module, String argument) {
    assertThat(Scenario.parse(uri)).contains(new Scenario(verb, module, argument));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s3://bucket/genuine",
        "sim:genuine",
        "sim:///genuine",
        "sim://unknown",
        "sim://error",
        "sim://error/",
        "sim://error/unknown",
        "sim://error/OCR",
        "sim://error/ocr/1",
        "sim://error//ocr",
        "sim://genuine/ocr",
        "sim://deadline/ocr",
        "sim://status/ocr/99",
        "sim://status/ocr/teapot",
        "sim://status/ocr/500/1",
        "sim://slow/ocr/soon",
        "sim://slow/ocr/-1",
        "sim://score/ocr",
        "sim://score/ocr/0.9,1",
        "sim://attack/a mask",
        "sim://attack/mask/1",
        "sim://genuine?module=ocr",
        "sim://error/ocr?status=503",
        "sim://genuine#ocr",
        "sim://genuine?",
        "sim://",
        "not a uri at all",
        "simx://genuine",
      })
  void uri_ofAnythingElse_isNoScenario(String uri) {
    assertThat(Scenario.parse(uri)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ScenarioVerb.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"GENUINE", "IMPOSTOR", "REVIEW", "ATTACK", "DEADLINE"})
  void verb_aboutOneModule_concernsThatModuleOnly(ScenarioVerb verb) {
    String uri = verb.form().replace("MODULE", "ocr").replaceFirst("[A-Z]+$", "500");
    Scenario scenario = Scenario.parse(uri).orElseThrow();

    assertThat(scenario.concerns(ModuleName.OCR)).isTrue();
    assertThat(scenario.concerns(ModuleName.LIVENESS)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(ModuleName.class)
  void verb_aboutAllModules_concernsEach(ModuleName module) {
    assertThat(Scenario.parse("sim://genuine").orElseThrow().concerns(module)).isTrue();
  }

  @Test
  void number_ofAnArgument_isReadWhereItIsOne() {
    assertThat(Scenario.parse("sim://slow/ocr/20").orElseThrow().number()).hasValue(20);
    assertThat(Scenario.parse("sim://score/ocr/NaN").orElseThrow().number()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sim://typo, true",
    "SIM://typo, true",
    "sim:genuine, true",
    "sim:///genuine, true",
    "sim://bad uri, true",
    "s3://sim/genuine, false",
    "simx://genuine, false",
    "'', false",
  })
  void uri_ofTheScheme_isMeantForTheSandbox(String uri, boolean meant) {
    assertThat(Scenario.isMeant(uri)).isEqualTo(meant);
  }

  @Test
  void request_withTwoScenarios_hasTheSelfiesFirst() throws Exception {
    String json =
        """
        {"document": {"uri": "sim://drop/ocr"}, "selfie": {"uri": "sim://attack/mask"}}
        """;

    assertThat(Scenario.of(StrictJson.read(json.getBytes(UTF_8))))
        .extracting(Scenario::verb)
        .containsExactly(ScenarioVerb.ATTACK, ScenarioVerb.DROP);
    assertThat(Scenario.of(StrictJson.read("{}".getBytes(UTF_8)))).isEmpty();
  }
}
