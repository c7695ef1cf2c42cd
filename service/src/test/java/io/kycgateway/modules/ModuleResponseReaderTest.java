package io.kycgateway.modules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.modules.ModuleFailure.Kind;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleResponseReaderTest {
  @Test
  void score_complete_isReadWithItsReasonsAndAttack() {
    String answer =
        """
        {"score": 0.25, "reasons": ["a", "b"], "attack_type": "mask", "details": {"x": 1},
         "something": "new"}
        """;

    ModuleResult result = read(ModuleName.LIVENESS, answer);

    assertThat(result)
        .isInstanceOfSatisfying(
            ModuleResult.Scored.class,
            scored -> {
              assertThat(scored.score()).isEqualTo(0.25);
              assertThat(scored.reasons()).containsExactly("a", "b");
              assertThat(scored.attackType()).isEqualTo("mask");
              assertThat(new String(scored.json(), UTF_8)).isEqualTo(answer);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"score\": 0}",
        "{\"score\": 1}",
        "{\"score\": 1.0, \"reasons\": null, \"attack_type\": null}",
        "{\"score\": 1e-300, \"reasons\": []}",
      })
  void score_atTheEdges_isUsable(String json) {
    assertThat(read(ModuleName.OCR, json))
        .isInstanceOfSatisfying(
            ModuleResult.Scored.class,
            scored -> {
              assertThat(scored.attackType()).isNull();
              assertThat(scored.reasons()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "0.9",
        "<html>It works!</html>",
        "{\"score\": 0.9, \"rea",
        "{\"score\": 0.9} {\"score\": 0.1}",
        "{\"score\": 0.9, \"score\": 0.1}",
        "{}",
        "{\"Score\": 0.9}",
        "{\"score\": null}",
        "{\"score\": \"0.9\"}",
        "{\"score\": true}",
        "{\"score\": [0.9]}",
        "{\"score\": NaN}",
        "{\"score\": Infinity}",
        "{\"score\": 1e999}",
        "{\"score\": 1.5}",
        "{\"score\": 1.0000000000000002}",
        "{\"score\": -0.0001}",
        "{\"score\": 0.9, \"reasons\": \"text\"}",
        "{\"score\": 0.9, \"reasons\": {}}",
        "{\"score\": 0.9, \"reasons\": [1]}",
        "{\"score\": 0.9, \"reasons\": [null]}",
        "{\"score\": 0.9, \"attack_type\": 1}",
        "{\"score\": 0.9, \"attack_type\": [\"mask\"]}",
      })
  void score_againstTheProtocol_isAFailure(String json) {
    assertInvalid(read(ModuleName.LIVENESS, json));
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"VERIFIED", "REJECTED", "MANUAL_REVIEW"})
  void decision_known_isRead(Status status) {
    ModuleResult result =
        read(
            ModuleName.DECISION,
            "{\"status\": \"%s\", \"confidence_score\": 0.93, \"reasons\": [\"r\"]}"
                .formatted(status));

    assertThat(result)
        .isInstanceOfSatisfying(
            ModuleResult.Decided.class,
            decided -> {
              assertThat(decided.status()).isEqualTo(status);
              assertThat(decided.score()).isEqualTo(0.93);
              assertThat(decided.reasons()).containsExactly("r");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\": \"ERROR\", \"confidence_score\": 0.9}",
        "{\"status\": \"verified\", \"confidence_score\": 0.9}",
        "{\"status\": \"APPROVED\", \"confidence_score\": 0.9}",
        "{\"status\": \"\", \"confidence_score\": 0.9}",
        "{\"status\": null, \"confidence_score\": 0.9}",
        "{\"status\": [\"VERIFIED\"], \"confidence_score\": 0.9}",
        "{\"confidence_score\": 0.9}",
        "{\"status\": \"VERIFIED\"}",
        "{\"status\": \"VERIFIED\", \"score\": 0.9}",
        "{\"status\": \"VERIFIED\", \"confidence_score\": 1.1}",
        "{\"status\": \"VERIFIED\", \"confidence_score\": \"0.9\"}",
        "{\"status\": \"VERIFIED\", \"confidence_score\": 0.9, \"reasons\": 1}",
      })
  void decision_againstTheProtocol_isAFailure(String json) {
    assertInvalid(read(ModuleName.DECISION, json));
  }

  @Test
  void failure_anyKind_repeatsNothingOfTheAnswer() {
    for (String json :
        new String[] {
          "{\"score\": \"Mustermann\"}", "{\"score\": 0.5, \"Mustermann\"", "Mustermann",
        }) {
      assertThat(((ModuleResult.Failed) read(ModuleName.OCR, json)).failure().detail())
          .doesNotContain("Mustermann");
    }
  }

  @Test
  void byteOrderMark_beforeTheAnswer_isNoPartOfIt() {
    assertThat(read(ModuleName.OCR, "\uFEFF{\"score\": 0.5}"))
        .isInstanceOfSatisfying(
            ModuleResult.Scored.class,
            scored -> assertThat(new String(scored.json(), UTF_8)).isEqualTo("{\"score\": 0.5}"));
  }

  private static ModuleResult read(ModuleName module, String json) {
    return ModuleResponseReader.read(module, json.getBytes(UTF_8));
  }

  private static void assertInvalid(ModuleResult result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            ModuleResult.Failed.class,
            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.INVALID_RESPONSE));
  }
}
