package io.kycgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ModuleOutcomes;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A verification whose whole budget is used up. */
class DeadlineIT {
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    // So long that on a busy machine, too, the slow module is the one that has begun.
    gateway = TestGateway.start(Map.of("pipeline.deadline", "4s"));
    // The first one loads classes, and may take any time.
    gateway.verify(Requests.genuine());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ocr", "antifraud", "decision"})
  void deadline_exceeded_isAnsweredAndCounted(String module) {
    Scrape before = Invariants.holdAtRest(gateway);
    HttpResponse<String> response = gateway.verify(Requests.withSelfie("sim://slow/" + module));
    Scrape after = Invariants.holdAtRest(gateway);

    Problems.problem(response, 504, "deadline_exceeded");
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("ERROR", 1.0));
    Map<String, String> outcomes = ModuleOutcomes.between(before, after);
    // Cancelled if most of that time was this process's own delay, as it is on a busy machine.
    // Which of the two it must be is tested where the delay is given: VerificationInFlightTest.
    assertThat(outcomes.get(module)).isIn("timeout", "cancelled");
    // Modules that were called time out, the others are skipped; antifraud degrades nothing here.
    assertThat(outcomes.values()).isSubsetOf("success", "timeout", "cancelled", "skipped");
    if (!module.equals("decision")) {
      assertThat(outcomes).containsEntry("decision", "skipped");
    }
    assertThat(after.sum("kyc_degraded_verifications_total")).isZero();
  }
}
