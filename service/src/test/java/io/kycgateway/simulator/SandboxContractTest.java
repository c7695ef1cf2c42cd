package io.kycgateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.contract.OpenApiDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every scenario of the sandbox is an example of the OpenAPI document, and in the prose. */
class SandboxContractTest {
  private static final String EXAMPLES =
      "/paths/~1v1~1verifications/post/requestBody/content/application~1json/examples";

  @Test
  void examples_areTheScenarios_eachUnderItsName() {
    Map<String, String> uris = new TreeMap<>();
    for (Map.Entry<String, JsonNode> example : OpenApiDocument.load().at(EXAMPLES).properties()) {
      String uri = example.getValue().at("/value/selfie/uri").asText();
      if (!uri.isEmpty()) {
        uris.put(example.getKey(), uri);
      }
    }

    assertThat(uris.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ScenarioVerb.values())
                .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                .toList());
    uris.forEach(
        (name, uri) ->
            assertThat(Scenario.parse(uri))
                .as(uri)
                .hasValueSatisfying(
                    scenario -> assertThat(scenario.verb().name()).isEqualToIgnoringCase(name)));
  }

  @Test
  void prose_hasEveryForm() throws Exception {
    String prose = Files.readString(Path.of("..", "docs", "api.md"));

    assertThat(Scenario.catalogue()).allSatisfy(form -> assertThat(prose).contains(form));
  }
}
