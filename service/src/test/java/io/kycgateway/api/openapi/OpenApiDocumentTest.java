package io.kycgateway.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kycgateway.api.ApiConfiguration;
import io.kycgateway.http.Routes;
import io.kycgateway.modules.ModuleFailure;
import io.kycgateway.problem.ProblemCode;
import io.kycgateway.testing.contract.OpenApiDocument;
import io.kycgateway.verification.ModuleName;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** {@code docs/openapi.yaml} says what the code and {@code docs/api.md} say. */
class OpenApiDocumentTest {
  private static final OpenApiDocument DOCUMENT = OpenApiDocument.load();
  private static final String SCHEMAS = "/components/schemas/";
  private static final String PROBLEM = "application/problem+json";

  /** A row of the table of problems: statuses, codes, whether they are retryable. */
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| ([0-9]{3}(?:, [0-9]{3})*) \\| ((?:`[a-z_]+`(?:, )?)+) \\| ([^|]+)\\|");

  @Test
  void routes_areThoseOfTheMetrics() {
    Set<String> paths = new TreeSet<>();
    DOCUMENT.at("/paths").fieldNames().forEachRemaining(paths::add);

    assertThat(paths)
        .containsExactlyInAnyOrder(
            Routes.VERIFICATIONS, Routes.VERIFICATION, Routes.HEALTH, Routes.OPENAPI);
  }

  @Test
  void codes_areThoseOfTheGateway() {
    assertThat(texts(SCHEMAS + "Problem/properties/code/enum"))
        .containsExactlyElementsOf(
            Arrays.stream(ProblemCode.values()).map(ProblemCode::wireName).toList());
  }

  @Test
  void problems_asExamples_areThoseOfTheGateway_underTheirStatus() {
    Set<String> shown = new TreeSet<>();
    for (String responses : responses()) {
      for (Map.Entry<String, JsonNode> response : DOCUMENT.at(responses).properties()) {
        String place = DOCUMENT.child(responses, response.getKey());
        for (Map.Entry<String, JsonNode> example : problems(place)) {
          ProblemCode code = code(example.getKey());
          JsonNode problem = example.getValue().path("value");
          assertThat(response.getKey()).isEqualTo(Integer.toString(code.status()));
          assertThat(problem.path("code").textValue()).isEqualTo(code.wireName());
          assertThat(problem.path("type").textValue()).endsWith(":" + code.wireName());
          assertThat(problem.path("status").intValue()).isEqualTo(code.status());
          assertThat(problem.path("title").textValue()).isEqualTo(code.title());
          assertThat(problem.path("retryable").booleanValue()).isEqualTo(code.isRetryable());
          shown.add(code.wireName());
        }
      }
    }

    assertThat(shown).hasSize(ProblemCode.values().length);
  }

  @Test
  void problems_inTheProse_areThoseOfTheGateway() throws IOException {
    Set<String> told = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "api.md")));
    while (row.find()) {
      List<String> statuses = List.of(row.group(1).split(", ", -1));
      for (String name : List.of(row.group(2).replace("`", "").strip().split(", ", -1))) {
        ProblemCode code = code(name);
        assertThat(statuses).as(name).contains(Integer.toString(code.status()));
        String retryable = row.group(3).strip();
        boolean isRetryable = retryable.equals("yes") || retryable.equals(code.status() + " only");
        assertThat(isRetryable).as(name).isEqualTo(code.isRetryable());
        told.add(name);
      }
    }

    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemCode.values()).map(ProblemCode::wireName).toList());
  }

  @Test
  void closedSets_areThoseOfTheGateway() {
    List<String> failures =
        Arrays.stream(ModuleFailure.Kind.values()).map(ModuleFailure.Kind::wireName).toList();
    assertThat(texts(SCHEMAS + "Problem/properties/failure/enum"))
        .containsExactlyInAnyOrderElementsOf(failures);
    assertThat(texts(SCHEMAS + "KeptVerification/properties/failure/enum"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(failures.stream(), Stream.of("deadline_exceeded", "internal_error"))
                .toList());
    assertThat(texts(SCHEMAS + "Module/enum"))
        .containsExactlyElementsOf(
            Arrays.stream(ModuleName.values()).map(ModuleName::wireName).toList());
    assertThat(texts(SCHEMAS + "KeptStatus/enum"))
        .containsExactlyElementsOf(Arrays.stream(Status.values()).map(Status::wireName).toList());
  }

  @Test
  void bodyLimit_isTheDefaultOfTheConfiguration() {
    assertThat(DOCUMENT.at(SCHEMAS + "EvidenceData/maxLength").longValue())
        .isEqualTo(ApiConfiguration.defaults().maxRequestSize().toBytes());
  }

  @Test
  void examples_all_areValid() {
    List<String> wrong = new ArrayList<>();
    int checked = examples("", DOCUMENT.root(), wrong);

    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThan(60);
  }

  @Test
  void references_all_leadSomewhere() {
    assertThat(DOCUMENT.root().findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void components_all_areUsed() {
    Set<String> used = new TreeSet<>(DOCUMENT.root().findValuesAsText("$ref"));
    for (String kind : List.of("headers", "parameters", "responses", "schemas")) {
      DOCUMENT
          .at("/components/" + kind)
          .fieldNames()
          .forEachRemaining(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
    }
  }

  // Wherever there is a schema, of this place or of its child of that name.
  private static int examples(String place, JsonNode node, List<String> wrong) {
    int checked = 0;
    String schema = node.has("schema") ? DOCUMENT.child(place, "schema") : place;
    for (JsonNode example : node.path("examples")) {
      checked += check(place, schema, example.path("value"), wrong);
    }
    if (node.has("example")) {
      checked += check(place, schema, node.path("example"), wrong);
    }
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      String name = child.getKey().replace("~", "~0").replace("/", "~1");
      checked += examples(place + "/" + name, child.getValue(), wrong);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      checked += examples(place + "/" + i, node.get(i), wrong);
    }
    return checked;
  }

  private static int check(String place, String schema, JsonNode example, List<String> wrong) {
    boolean isText = "string".equals(DOCUMENT.at(schema + "/type").textValue());
    JsonNode value = isText && example instanceof IntNode ? new TextNode("1") : example;
    DOCUMENT.errors(schema, value).forEach(error -> wrong.add(place + ": " + error));
    return 1;
  }

  private static List<String> responses() {
    List<String> places = new ArrayList<>(List.of("/x-other-requests"));
    for (Map.Entry<String, JsonNode> path : DOCUMENT.at("/paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (operation.getValue().has("responses")) {
          String place =
              DOCUMENT.child(DOCUMENT.child("/paths", path.getKey()), operation.getKey());
          places.add(place + "/responses");
        }
      }
    }
    assertThat(places).hasSize(10);
    return places;
  }

  private static Set<Map.Entry<String, JsonNode>> problems(String response) {
    return DOCUMENT.at(response + "/content").path(PROBLEM).path("examples").properties();
  }

  private static ProblemCode code(String name) {
    return Arrays.stream(ProblemCode.values())
        .filter(code -> code.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no code " + name));
  }

  private static List<String> texts(String place) {
    return StreamSupport.stream(DOCUMENT.at(place).spliterator(), false)
        .map(JsonNode::textValue)
        .toList();
  }
}
