package io.kycgateway.modules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ModuleOutcomes;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;

/** Runs one verification in which one module fails, and checks everything that follows from it. */
public final class ModuleFailures {
  private static final String SESSION = "0b0f9c4e-5d4e-4c59-8f0a-0d8f3f1b7a11";

  private ModuleFailures() {}

  /**
   * Verifies. A timeout may be a {@code cancelled} call too, which is not observed: on a busy
   * machine most of its time may have been the gateway's own delay, for which no module is blamed.
   * Which of the two it must be is tested where the delay is given, in {@code
   * VerificationInFlightTest}.
   *
   * @param failure as the problem document has it
   * @param outcome as kyc_module_calls_total has it
   * @param attempts HTTP attempts that the module must have had
   */
  public static void verify(
      TestGateway gateway,
      String module,
      String selfie,
      String failure,
      String outcome,
      int attempts) {
    Scrape before = gateway.scrape();
    HttpResponse<String> response = gateway.verify(Requests.withSession(SESSION, selfie));
    Scrape after = Invariants.holdAtRest(gateway);

    Map<String, String> outcomes = ModuleOutcomes.between(before, after);
    boolean isOwnDelay = outcome.equals("timeout") && outcomes.get(module).equals("cancelled");
    String expected = isOwnDelay ? "cancelled" : outcome;
    assertThat(response.body()).doesNotContain(Problems.MARKER);
    if (module.equals("antifraud")) {
      degrades(module, expected, response, outcomes);
      assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("MANUAL_REVIEW", 1.0));
    } else {
      endsTheVerification(module, failure, response);
      assertThat(outcomes).satisfies(ModuleOutcomes.ended(module, expected));
      assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("ERROR", 1.0));
    }
    assertThat(more(before, after, "kyc_degraded_verifications_total", module))
        .isEqualTo(module.equals("antifraud") ? 1 : 0);
    assertThat(more(before, after, "kyc_module_attempts_total", module)).isEqualTo(attempts);
    // Failures are measured as successes are.
    assertThat(more(before, after, "kyc_module_duration_seconds_count", module))
        .isEqualTo(isOwnDelay ? 0 : 1);
    assertThat(more(before, after, "kyc_module_score_count", module)).isZero();
  }

  private static void degrades(
      String module, String outcome, HttpResponse<String> response, Map<String, String> outcomes) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode decision = Problems.json(response.body());
    assertThat(decision.path("status").textValue()).isEqualTo("MANUAL_REVIEW");
    assertThat(decision.path("degraded_modules")).map(JsonNode::textValue).containsExactly(module);
    assertThat(decision.path("modules_scores").has(module)).isFalse();
    assertThat(decision.path("reasons")).map(JsonNode::textValue).contains("degraded_" + module);
    assertThat(outcomes)
        .isEqualTo(
            Map.of(
                "liveness", "success",
                "ocr", "success",
                "face_match", "success",
                "antifraud", outcome,
                "decision", "success"));
  }

  private static void endsTheVerification(
      String module, String failure, HttpResponse<String> response) {
    JsonNode problem = Problems.problem(response, 502, "module_failed");
    assertThat(problem.path("module").textValue()).isEqualTo(module);
    assertThat(problem.path("failure").textValue()).isEqualTo(failure);
    assertThat(problem.path("session_id").textValue()).isEqualTo(SESSION);
    assertThat(UUID.fromString(problem.path("verification_id").textValue()).version()).isEqualTo(7);
  }

  private static double more(Scrape before, Scrape after, String name, String module) {
    return after.sum(name, "module", module) - before.sum(name, "module", module);
  }
}
