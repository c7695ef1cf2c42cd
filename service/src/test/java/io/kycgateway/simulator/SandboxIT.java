package io.kycgateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.ModuleOutcomes;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox over HTTP, with the module timeouts and the budget of config.yml. */
class SandboxIT {
  @RegisterExtension static final TestGateway gateway = TestGateway.forClass(SandboxIT::asShipped);

  private static Map<String, String> asShipped() {
    Map<String, String> settings = new HashMap<>();
    settings.put("pipeline.deadline", "8s");
    ModuleNames.all().forEach(module -> settings.put("modules." + module + ".timeout", "2s"));
    settings.put("modules.antifraud.timeout", "1s");
    settings.put("modules.decision.timeout", "1s");
    return settings;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sim://typo", "sim://error", "sim://error/nosuch", "sim:genuine", "SIM://genuin"})
  void scenario_unknown_isRefusedWithTheCatalogue(String uri) {
    Scrape before = gateway.scrape();

    JsonNode problem =
        Problems.problem(gateway.verify(Requests.withSelfie(uri)), 422, "invalid_fields");

    assertThat(Problems.fields(problem)).containsExactly("selfie.uri");
    assertThat(problem.path("errors").path(0).path("message").textValue())
        .contains(Scenario.catalogue())
        .contains("face_match");
    assertThat(ModuleOutcomes.statuses(before, gateway.scrape())).isEmpty();
  }

  @Test
  void scenario_unknownInTheDocument_isRefused() {
    String body = Requests.genuine().replace("s3://bucket/document", "sim://genuin");

    JsonNode problem = Problems.problem(gateway.verify(body), 422, "invalid_fields");

    assertThat(Problems.fields(problem)).containsExactly("document.uri");
  }

  @Test
  void scenario_deadline_exceedsTheBudgetAndBlamesNoModule() {
    // The first one loads classes.
    gateway.verify(Requests.genuine());
    Scrape before = Invariants.holdAtRest(gateway);

    HttpResponse<String> response = gateway.verify(Requests.withSelfie("sim://deadline"));

    Problems.problem(response, 504, "deadline_exceeded");
    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("ERROR", 1.0));
  }
}
