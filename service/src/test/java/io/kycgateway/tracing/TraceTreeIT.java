package io.kycgateway.tracing;

import static io.kycgateway.testing.SpanTree.attributes;
import static io.kycgateway.testing.SpanTree.id;
import static io.kycgateway.testing.SpanTree.isError;
import static io.kycgateway.testing.SpanTree.parent;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_INTERNAL;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.SpanTree;
import io.kycgateway.tracing.TracedModules.Fate;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spans of requests, verifications and calls of modules, as a collector receives them. */
class TraceTreeIT {
  private static final String CALLER = "00f067aa0ba902b7";

  @TempDir static Path folder;
  private static TracedGateway gateway;

  private final String trace = TracedGateway.newTrace();

  @BeforeAll
  static void start() throws Exception {
    // Other signals stay off, whatever the variables say.
    gateway =
        new TracedGateway(
            folder,
            Map.of(
                "OTEL_METRICS_EXPORTER", "otlp",
                "OTEL_LOGS_EXPORTER", "otlp",
                "OTEL_PROPAGATORS", "b3",
                "OTEL_METRIC_EXPORT_INTERVAL", "20",
                "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20s3cret",
                "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
            "-Ddw.modules.antifraud.timeout=4s");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private HttpResponse<String> verify() throws Exception {
    return gateway.verify("00-" + trace + "-" + CALLER + "-01");
  }

  @Test
  void verification_withAClientsTrace_isATreeBeneathIt() throws Exception {
    HttpResponse<String> response = verify();

    SpanTree tree = gateway.collector.await(trace, 7);
    assertThat(tree.spans()).hasSize(7).noneMatch(SpanTree::isError);
    Span request = tree.only(SPAN_KIND_SERVER);
    assertThat(parent(request)).isEqualTo(CALLER);
    assertThat(request.getName()).isEqualTo("POST /v1/verifications");
    assertThat(response.headers().firstValue("traceparent"))
        .hasValue("00-" + trace + "-" + id(request) + "-01");
    assertThat(attributes(request))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "http.request.method", "POST",
                "http.route", "/v1/verifications",
                "http.response.status_code", "200",
                "url.scheme", "http",
                "kyc.client", "tester"));
    Span verification = tree.only(SPAN_KIND_INTERNAL);
    assertThat(verification.getName()).isEqualTo("verification");
    assertThat(parent(verification)).isEqualTo(id(request));
    assertThat(attributes(verification))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "kyc.verification.id",
                Problems.json(response.body()).path("verification_id").textValue(),
                "kyc.verification.status",
                "VERIFIED",
                "kyc.channel",
                "online"));
    for (String module : Invariants.MODULES) {
      Span attempt = tree.attempts(module).get(0);
      assertThat(parent(attempt)).isEqualTo(id(verification));
      assertThat(attempt.getName()).isEqualTo("POST " + module);
      assertThat(gateway.modules.traceparents(module, trace))
          .containsExactly("00-" + trace + "-" + id(attempt) + "-01");
      assertThat(attributes(attempt))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "http.request.method", "POST",
                  "http.response.status_code", "200",
                  "server.address", "127.0.0.1",
                  "server.port", Integer.toString(gateway.modules.port()),
                  "kyc.module", module));
      assertIsWithin(attempt, verification);
    }
    assertIsWithin(verification, request);
  }

  private static void assertIsWithin(Span part, Span whole) {
    assertThat(part.getStartTimeUnixNano()).isGreaterThanOrEqualTo(whole.getStartTimeUnixNano());
    assertThat(part.getEndTimeUnixNano()).isLessThanOrEqualTo(whole.getEndTimeUnixNano());
  }

  @Test
  void module_whoseConnectionBreaks_hasASpanForEachAttempt() throws Exception {
    // So that its first attempt is on a connection that was kept, and is sent again at once.
    assertThat(verify().statusCode()).isEqualTo(200);
    SpanTree before = gateway.collector.await(trace, 7);
    String second = TracedGateway.newTrace();
    gateway.modules.fail("ocr", Fate.CLOSE_CONNECTION, Fate.CLOSE_CONNECTION);

    assertThat(gateway.verify("00-" + second + "-" + CALLER + "-01").statusCode()).isEqualTo(200);

    SpanTree tree = gateway.collector.await(second, before.spans().size() + 2);
    List<Span> attempts = tree.attempts("ocr");
    assertThat(attempts.stream().map(span -> attributes(span).get("http.request.resend_count")))
        .containsExactly(null, "1", "2");
    assertThat(attempts.stream().map(span -> attributes(span).get("error.type")))
        .containsExactly("unreachable", "unreachable", null);
    assertThat(attempts.stream().map(SpanTree::isError)).containsExactly(true, true, false);
    assertThat(gateway.modules.traceparents("ocr", second))
        .isEqualTo(attempts.stream().map(a -> "00-" + second + "-" + id(a) + "-01").toList());
    assertThat(tree.only(SPAN_KIND_INTERNAL)).matches(span -> !isError(span));
  }

  @Test
  void module_thatFails_isAnErrorFromItsAttemptUpToTheRequest() throws Exception {
    gateway.modules.fail("decision", Fate.STATUS_503);

    assertThat(verify().statusCode()).isEqualTo(502);

    SpanTree tree = gateway.collector.await(trace, 7);
    assertThat(tree.spans()).filteredOn(SpanTree::isError).hasSize(3);
    assertThat(attributes(tree.attempts("decision").get(0)))
        .containsEntry("error.type", "503")
        .containsEntry("http.response.status_code", "503");
    assertThat(attributes(tree.only(SPAN_KIND_INTERNAL)))
        .containsEntry("error.type", "module_failed")
        .containsEntry("kyc.verification.status", "ERROR")
        .containsEntry("kyc.module", "decision")
        .containsEntry("kyc.module.failure", "status");
    assertThat(attributes(tree.only(SPAN_KIND_SERVER)))
        .containsEntry("error.type", "502")
        .containsEntry("http.response.status_code", "502");
  }

  @Test
  void module_thatIsNotRequiredAndTimesOut_degradesTheVerification() throws Exception {
    gateway.modules.fail("antifraud", Fate.SILENCE);

    assertThat(verify().body()).contains("MANUAL_REVIEW");

    SpanTree tree = gateway.collector.await(trace, 7);
    Span attempt = tree.attempts("antifraud").get(0);
    assertThat(attributes(attempt)).containsEntry("error.type", "timeout");
    assertThat(tree.spans()).filteredOn(SpanTree::isError).containsExactly(attempt);
    assertThat(attributes(tree.only(SPAN_KIND_INTERNAL)))
        .containsEntry("kyc.verification.status", "MANUAL_REVIEW")
        .containsEntry("kyc.degraded_modules", "[antifraud]");
  }

  @Test
  void request_thatIsRefused_isASpanAlone() throws Exception {
    HttpRequest.Builder request =
        gateway
            .verification()
            .header("traceparent", "00-" + trace + "-" + CALLER + "-01")
            .setHeader("Authorization", "Bearer wrong");
    assertThat(gateway.send(request.build()).statusCode()).isEqualTo(401);
    HttpRequest unknown =
        HttpRequest.newBuilder(gateway.url().resolve("/of-the-client"))
            .header("traceparent", "00-" + trace + "-" + CALLER + "-01")
            .DELETE()
            .build();
    assertThat(gateway.send(unknown).statusCode()).isEqualTo(404);

    SpanTree tree = gateway.collector.await(trace, 2);
    assertThat(tree.spans()).hasSize(2).noneMatch(SpanTree::isError);
    assertThat(tree.spans().stream().map(Span::getName))
        .containsExactlyInAnyOrder("POST /v1/verifications", "DELETE");
    assertThat(tree.spans().stream().map(s -> attributes(s).get("http.response.status_code")))
        .containsExactlyInAnyOrder("401", "404");
  }

  @Test
  void exports_all_areTracesOfThisServiceWithItsCredential() throws Exception {
    assertThat(verify().statusCode()).isEqualTo(200);
    SpanTree unused = gateway.collector.await(trace, 7);

    assertThat(gateway.collector.exports())
        .allSatisfy(
            export -> {
              assertThat(export.path()).isEqualTo("/v1/traces");
              assertThat(export.headers().getFirst("authorization")).isEqualTo("Bearer s3cret");
            });
    assertThat(gateway.collector.resources())
        .singleElement()
        .satisfies(
            resource ->
                assertThat(attributes(resource.getAttributesList()))
                    .containsEntry("service.name", "kyc-gateway")
                    .containsEntry("deployment.environment.name", "test")
                    .containsKey("service.version"));
    assertThat(gateway.collector.exports().toString() + gateway.collector.spans())
        .as("URLs, and what a client names a path")
        .doesNotContain("in-the-query", "of-the-client");
    assertThat(gateway.process.output()).doesNotContain("s3cret");
  }

  @Test
  void attributes_ofAllSpans_areOnThePage() throws Exception {
    gateway.modules.fail("antifraud", Fate.STATUS_503);
    assertThat(verify().statusCode()).isEqualTo(200);
    SpanTree tree = gateway.collector.await(trace, 7);

    String page = Files.readString(Path.of("..", "docs", "tracing.md"));
    assertThat(tree.spans().stream().flatMap(span -> attributes(span).keySet().stream()))
        .contains("kyc.degraded_modules", "error.type")
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  @Test
  void exemplars_ofAllHistograms_areSpansThatWereExported() throws Exception {
    assertThat(verify().statusCode()).isEqualTo(200);
    SpanTree unused = gateway.collector.await(trace, 7);

    List<String> exemplars = gateway.exemplars();

    assertThat(exemplars).isNotEmpty();
    assertThat(
            gateway.collector.spans().stream().map(span -> SpanTree.trace(span) + " " + id(span)))
        .containsAll(exemplars);
  }
}
