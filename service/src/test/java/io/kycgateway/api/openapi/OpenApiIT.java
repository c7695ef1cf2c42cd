package io.kycgateway.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.contract.OpenApiDocument;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The OpenAPI document as it is served, and its examples as requests. */
class OpenApiIT {
  private static final String EXAMPLES =
      "/paths/~1v1~1verifications/post/requestBody/content/application~1json/examples";

  // The module that is late or silent in some examples.
  @RegisterExtension
  static final TestGateway gateway =
      TestGateway.forClass(() -> Map.of("modules.ocr.timeout", "4s"));

  @Test
  void document_withoutAKey_isTheOneOfTheProject() throws Exception {
    HttpResponse<String> response = gateway.send(request().build());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/yaml");
    assertThat(response.body()).isEqualTo(Files.readString(OpenApiDocument.FILE));
  }

  @Test
  void document_askedForAgainWithItsTag_isNotSentAgain() {
    String tag = gateway.send(request().build()).headers().firstValue("ETag").orElseThrow();

    assertThat(gateway.send(request().header("If-None-Match", tag).build()).statusCode())
        .isEqualTo(304);
    assertThat(gateway.send(request().header("If-None-Match", "\"0\"").build()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void document_byOtherMethods_isHeadOrRefused() {
    RawHttp.Answer head = RawHttp.ask(gateway.url(), "HEAD", "/openapi.yaml", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).containsKey("etag");

    Problems.problem(
        RawHttp.ask(gateway.url(), "DELETE", "/openapi.yaml", null), 405, "method_not_allowed");
    Problems.problem(
        gateway.send(request().header("Accept", "application/json").build()),
        406,
        "not_acceptable");
  }

  @Test
  void document_isMeasuredAsARouteOfItsOwn() {
    double before = asked();

    HttpResponse<String> unused = gateway.send(request().build());

    // Counted once the answer is out, which its client may see a moment earlier.
    await().until(() -> asked() > before);
  }

  static Stream<Arguments> examples() {
    return OpenApiDocument.load().at(EXAMPLES).properties().stream()
        .map(Map.Entry::getValue)
        .map(example -> Arguments.of(example.path("summary").textValue(), example.path("value")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void example_sent_isAnsweredAsItSays(String summary, JsonNode request) {
    HttpResponse<String> response = gateway.verify(request.toString());

    JsonNode answer = Problems.json(response.body());
    String outcome =
        Stream.of("failure", "code", "status")
            .map(field -> answer.path(field).asText())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElseThrow();
    assertThat(summary).startsWith(response.statusCode() + " " + outcome + ": ");
  }

  private static double asked() {
    return gateway
        .scrape()
        .value("http_requests_total", "handler", "/openapi.yaml", "method", "GET", "status", "2xx");
  }

  private static HttpRequest.Builder request() {
    return HttpRequest.newBuilder(gateway.url().resolve("/openapi.yaml"));
  }
}
