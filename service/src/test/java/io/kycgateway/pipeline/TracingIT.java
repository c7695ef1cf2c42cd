package io.kycgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RecordingModules;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What modules are sent with a verification: ids, trace, remaining time, earlier results. */
class TracingIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private static RecordingModules modules;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    modules = RecordingModules.start();
    // Module timeouts and a budget that stand to each other as the project's own do, ten times as
    // long.
    Map<String, String> settings = modules.settings();
    settings.put("pipeline.deadline", "80s");
    ModuleNames.all().forEach(module -> settings.put("modules." + module + ".timeout", "20s"));
    settings.put("modules.antifraud.timeout", "10s");
    settings.put("modules.decision.timeout", "10s");
    gateway = TestGateway.start(settings);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    modules.close();
  }

  @BeforeEach
  void forget() {
    modules.forget();
  }

  @Test
  void ids_given_areEchoedAndReachEveryModule() {
    HttpResponse<String> response =
        verify(
            "X-Request-ID",
            "order-4711.a_b",
            "traceparent",
            "00-" + TRACE + "-" + SPAN + "-01",
            "tracestate",
            "vendor=a,other=b");

    assertThat(header(response, "X-Request-ID")).isEqualTo("order-4711.a_b");
    // The same trace, and the gateway's own span in it.
    String traceparent = header(response, "traceparent");
    assertThat(traceparent).matches("00-" + TRACE + "-[0-9a-f]{16}-01").doesNotContain(SPAN);
    assertThat(modules.calls().values())
        .hasSize(5)
        .allSatisfy(
            call -> {
              assertThat(call.header("X-Request-ID")).isEqualTo("order-4711.a_b");
              assertThat(call.header("traceparent"))
                  .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
                  .isNotEqualTo(traceparent);
              assertThat(call.header("tracestate")).isEqualTo("vendor=a,other=b");
              assertThat(call.header("X-Kyc-Channel")).isEqualTo("online");
              assertThat(call.header("Content-Type")).startsWith("application/json");
            });
    assertThat(modules.calls().values().stream().map(call -> call.header("traceparent")))
        .as("each call has a span of its own")
        .doesNotHaveDuplicates();
  }

  @Test
  void verificationId_answered_reachesEveryModule() {
    String id = Problems.json(verify().body()).path("verification_id").textValue();

    assertThat(UUID.fromString(id).version()).isEqualTo(7);
    assertThat(modules.calls().values())
        .hasSize(5)
        .allSatisfy(call -> assertThat(call.header("X-Verification-Id")).isEqualTo(id));
    modules.forget();
    assertThat(Problems.json(verify().body()).path("verification_id").textValue()).isNotEqualTo(id);
  }

  @Test
  void trace_notSampled_staysSo() {
    HttpResponse<String> response = verify("traceparent", "00-" + TRACE + "-" + SPAN + "-00");

    assertThat(header(response, "traceparent")).matches("00-" + TRACE + "-[0-9a-f]{16}-00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zq9Marker",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-zq9Marker"
      })
  void trace_invalid_isReplaced(String traceparent) {
    HttpResponse<String> response = verify("traceparent", traceparent);

    assertThat(header(response, "traceparent"))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")
        .doesNotContain(TRACE)
        .doesNotContain("0".repeat(16));
    assertThat(modules.calls().values())
        .allSatisfy(
            call ->
                assertThat(call.header("traceparent"))
                    .startsWith(header(response, "traceparent").substring(0, 35)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zq9Marker with spaces",
        "zq9Marker{}\"",
        "<zq9Marker>",
        "zq9Marker/../",
        "../zq9Marker",
        "zq9Marker]",
        "zq9Marker,zq9Marker",
        "zq9Marker%0a"
      })
  void requestId_unprintable_isReplaced(String id) {
    HttpResponse<String> response = verify("X-Request-ID", id);

    assertThat(header(response, "X-Request-ID")).matches(UUID_FORM);
    assertThat(modules.calls().get("ocr").header("X-Request-ID"))
        .isEqualTo(header(response, "X-Request-ID"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Root=1-67891233-abcdef012345678912345678",
        "Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678",
        "req/abc:1@host",
        "105445aa7843bc8bf206b12000100000/1;o=1",
        "q1w2E3r4+/==",
        "0a000001:d1f2_0a000002:0050_67891233_0001:1c2d"
      })
  void requestId_ofABalancer_isKept(String id) {
    HttpResponse<String> response = verify("X-Request-ID", id);

    assertThat(header(response, "X-Request-ID")).isEqualTo(id);
    assertThat(modules.calls().get("ocr").header("X-Request-ID")).isEqualTo(id);
  }

  @Test
  void requestId_tooLong_isReplaced() {
    assertThat(header(verify("X-Request-ID", "x".repeat(129)), "X-Request-ID")).matches(UUID_FORM);
  }

  @Test
  void ids_missing_areMadeAndDiffer() {
    HttpResponse<String> first = verify();
    modules.forget();
    HttpResponse<String> second = verify();

    assertThat(header(first, "X-Request-ID"))
        .matches(UUID_FORM)
        .isNotEqualTo(header(second, "X-Request-ID"));
    assertThat(header(first, "traceparent").substring(3, 35))
        .isNotEqualTo(header(second, "traceparent").substring(3, 35));
  }

  @Test
  void ids_ofARefusedRequest_areEchoed() {
    HttpResponse<String> response =
        gateway.send(gateway.verification("{").header("X-Request-ID", "refused-1").build());

    Problems.problem(response, 400, "malformed_request");
    assertThat(header(response, "X-Request-ID")).isEqualTo("refused-1");
    assertThat(modules.calls()).isEmpty();
  }

  @Test
  void deadline_shrinksAlongTheGraph() {
    verify();

    Map<String, Long> left =
        Map.of(
            "first",
                Stream.of("liveness", "ocr", "face_match")
                    .mapToLong(this::left)
                    .min()
                    .orElseThrow(),
            "antifraud", left("antifraud"),
            "decision", left("decision"));
    assertThat(Stream.of("liveness", "ocr", "face_match").map(this::left))
        .allSatisfy(millis -> assertThat(millis).isBetween(1L, 20_000L));
    assertThat(left.get("antifraud")).isPositive().isLessThanOrEqualTo(left.get("first"));
    assertThat(left.get("decision")).isPositive().isLessThanOrEqualTo(left.get("antifraud"));
  }

  @Test
  void body_hasTheSessionTheClientAndEarlierResults() {
    modules.answer(
        "ocr", "{\"score\": 0.8, \"extra\": {\"name_matches\": true}, \"reasons\": null}");
    HttpResponse<String> response = verify();

    String session = Problems.json(response.body()).path("session_id").textValue();
    assertThat(session).matches(UUID_FORM);
    assertThat(modules.calls().values())
        .allSatisfy(
            call -> {
              assertThat(call.body().path("session_id").textValue()).isEqualTo(session);
              assertThat(call.body().path("client_ip").textValue()).isEqualTo("127.0.0.1");
              assertThat(call.body().path("device_id").textValue()).isEqualTo("device-1");
              assertThat(call.body().at("/document/country").textValue()).isEqualTo("ESP");
              assertThat(call.body().at("/metadata/channel").textValue()).isEqualTo("web");
              assertThat(call.body().has("degraded_modules")).isFalse();
            });
    for (String module : List.of("liveness", "ocr", "face_match")) {
      assertThat(results(module)).isEmpty();
    }
    assertThat(results("antifraud")).containsExactlyInAnyOrder("liveness", "ocr", "face_match");
    assertThat(results("decision"))
        .containsExactlyInAnyOrder("liveness", "ocr", "face_match", "antifraud");
    // What we do not know may be what decision is waiting for.
    assertThat(body("decision").at("/results/ocr/extra/name_matches").booleanValue()).isTrue();
    Invariants.holdAtRest(gateway);
  }

  @Test
  void decision_withoutAntifraud_isToldSo() {
    modules.answer("antifraud", "{\"score\": 2}");
    try {
      HttpResponse<String> response = verify();

      assertThat(Problems.json(response.body()).path("status").textValue())
          .isEqualTo("MANUAL_REVIEW");
    } finally {
      modules.answer("antifraud", RecordingModules.SCORED);
    }
    assertThat(results("decision")).containsExactlyInAnyOrder("liveness", "ocr", "face_match");
    assertThat(body("decision").path("degraded_modules"))
        .map(JsonNode::textValue)
        .containsExactly("antifraud");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\": \"ERROR\", \"confidence_score\": 0.9}",
        "{\"status\": \"verified\", \"confidence_score\": 0.9}",
        "{\"status\": \"zq9Marker\", \"confidence_score\": 0.9}",
        "{\"status\": 1, \"confidence_score\": 0.9}",
        "{\"confidence_score\": 0.9}",
        "{\"status\": \"VERIFIED\", \"score\": 0.9}",
        "{\"status\": \"VERIFIED\", \"confidence_score\": \"0.9\"}",
        "{\"status\": \"VERIFIED\", \"status\": \"REJECTED\", \"confidence_score\": 0.9}"
      })
  void decision_unknownStatus_isNoDecision(String answer) {
    modules.answer("decision", answer);
    try {
      JsonNode problem = Problems.problem(verify(), 502, "module_failed");

      assertThat(problem.path("module").textValue()).isEqualTo("decision");
      assertThat(problem.path("failure").textValue()).isEqualTo("invalid_response");
      Invariants.holdAtRest(gateway);
    } finally {
      modules.answer("decision", RecordingModules.DECIDED);
    }
  }

  private static HttpResponse<String> verify(String... headers) {
    HttpRequest.Builder request = gateway.verification(Requests.genuine());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return gateway.send(request.build());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }

  private static JsonNode body(String module) {
    return modules.calls().get(module).body();
  }

  private static List<String> results(String module) {
    List<String> names = new ArrayList<>();
    body(module).path("results").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private long left(String module) {
    return Long.parseLong(modules.calls().get(module).header("X-Request-Deadline-Ms"));
  }
}
