package io.kycgateway.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.FaultServers;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.ModuleOutcomes;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A module that breaks, is left alone for a while, is tried again and called again. */
class CircuitIT {
  private static final int MINIMUM_CALLS = 4;

  private FaultServers modules;
  private Map<String, String> settings;

  @BeforeEach
  void start() throws Exception {
    modules = FaultServers.start();
    settings = modules.settings();
  }

  @AfterEach
  void stop() {
    modules.close();
  }

  @ParameterizedTest
  @MethodSource(ModuleNames.ALL)
  void module_thatKeepsFailing_isRefusedWithoutACall(String module) throws Exception {
    circuit(module, "1h");
    try (TestGateway gateway = TestGateway.start(settings)) {
      assertThat(state(gateway.scrape(), module)).as("from the start").isZero();
      modules.of(module).resetInMidBody();
      for (int i = 0; i < MINIMUM_CALLS; i++) {
        assertThat(state(gateway.scrape(), module)).isZero();
        gateway.verify(Requests.genuine());
      }
      assertThat(state(gateway.scrape(), module)).as("open").isEqualTo(2);

      refuses(gateway, module);
    }
  }

  @Test
  void module_thatRecovers_isTriedAndCalledAgain() throws Exception {
    String module = "ocr";
    circuit(module, "2s");
    try (TestGateway gateway = TestGateway.start(settings)) {
      modules.of(module).resetInMidBody();
      await("refused")
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.verify(Requests.genuine()).body().contains("rejected"));

      modules.recover();
      await("trials let through, and the circuit closed")
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                gateway.verify(Requests.genuine());
                return state(gateway.scrape(), module) == 0;
              });
      Scrape before = gateway.scrape();
      assertThat(Problems.json(gateway.verify(Requests.genuine()).body()).path("status"))
          .hasToString("\"VERIFIED\"");
      assertThat(ModuleOutcomes.between(before, Invariants.holdAtRest(gateway)))
          .containsEntry(module, "success");
    }
  }

  @Test
  void circuit_halfOpen_showsInTheScrapeAndOpensAgainWhenTheTrialTimesOut() throws Exception {
    circuit("ocr", "10ms");
    settings.put("modules.ocr.circuit.trialCalls", "1");
    // Time enough to see, on a busy machine too, what is refused during the trial.
    settings.put("modules.ocr.timeout", "8s");
    try (TestGateway gateway = TestGateway.start(settings)) {
      modules.of("ocr").resetInMidBody();
      for (int i = 0; i < MINIMUM_CALLS; i++) {
        gateway.verify(Requests.genuine());
      }
      modules.of("ocr").beSilent();
      CompletableFuture<HttpResponse<String>> trial =
          CompletableFuture.supplyAsync(() -> firstNotRefused(gateway));

      await("half open")
          .pollInterval(Duration.ofMillis(20))
          .until(() -> state(gateway.scrape(), "ocr") == 1);
      assertThat(gateway.verify(Requests.genuine()).body()).contains("\"failure\":\"rejected\"");

      assertThat(trial.get().body()).contains("\"failure\":\"timeout\"");
      // The pipeline answers at the timeout; the call itself breaks off a moment later.
      await("open again").until(() -> state(gateway.scrape(), "ocr") == 2);
      Invariants.holdAtRest(gateway);
    }
  }

  @Test
  void circuit_disabled_neverOpens() throws Exception {
    circuit("ocr", "1h");
    settings.put("modules.ocr.circuit.enabled", "false");
    try (TestGateway gateway = TestGateway.start(settings)) {
      modules.of("ocr").resetInMidBody();
      for (int i = 0; i < 3 * MINIMUM_CALLS; i++) {
        assertThat(gateway.verify(Requests.genuine()).body()).contains("invalid_response");
      }
      assertThat(state(Invariants.holdAtRest(gateway), "ocr")).isZero();
    }
  }

  // Within the time that the circuit stays open there is no trial yet.
  private static HttpResponse<String> firstNotRefused(TestGateway gateway) {
    HttpResponse<String> response;
    do {
      response = gateway.verify(Requests.genuine());
    } while (response.body().contains("rejected"));
    return response;
  }

  // Without an attempt, at once, and counted once.
  private void refuses(TestGateway gateway, String module) {
    int requests = modules.of(module).requests();
    Scrape before = gateway.scrape();
    HttpResponse<String> response = gateway.verify(Requests.genuine());
    Scrape after = Invariants.holdAtRest(gateway);

    assertThat(modules.of(module).requests()).isEqualTo(requests);
    assertThat(after.sum("kyc_module_attempts_total", "module", module))
        .isEqualTo(before.sum("kyc_module_attempts_total", "module", module));
    Map<String, String> outcomes = ModuleOutcomes.between(before, after);
    if (module.equals("antifraud")) {
      JsonNode decision = Problems.json(response.body());
      assertThat(decision.path("status").textValue()).isEqualTo("MANUAL_REVIEW");
      assertThat(decision.path("degraded_modules")).hasToString("[\"antifraud\"]");
      assertThat(outcomes).containsEntry(module, "rejected").containsEntry("decision", "success");
    } else {
      JsonNode problem = Problems.problem(response, 502, "module_failed");
      assertThat(problem.path("module").textValue()).isEqualTo(module);
      assertThat(problem.path("failure").textValue()).isEqualTo("rejected");
      assertThat(outcomes).satisfies(ModuleOutcomes.ended(module, "rejected"));
    }
  }

  private void circuit(String module, String openDuration) {
    settings.put("modules." + module + ".circuit.minimumCalls", "" + MINIMUM_CALLS);
    settings.put("modules." + module + ".circuit.window", "10m");
    settings.put("modules." + module + ".circuit.openDuration", openDuration);
    settings.put("modules." + module + ".circuit.trialCalls", "2");
  }

  private static double state(Scrape scrape, String module) {
    return scrape.value("kyc_module_circuit_state", "module", module);
  }
}
