package io.kycgateway.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Requests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract's own test: whatever is planted outside of it is found. */
class ContractTest {
  private static final Contract CONTRACT = new Contract(OpenApiDocument.load());
  private static final String VERIFICATIONS = "/v1/verifications";
  private static final String DECISION =
      """
      {"session_id":"6a10a297-5e39-477e-9737-25497dabab8f","verification_id":"01a21139-6730-7afc-944b-9ed4e22aa07d",
       "status":"VERIFIED","confidence_score":0.97,"reasons":[],"modules_scores":{"liveness":0.97},
       "degraded_modules":[],"processing_time_ms":512,"timestamp":"2026-11-22T15:03:59.896Z"}
      """;
  private static final String PROBLEM =
      """
      {"type":"urn:kyc-gateway:problem:invalid_fields","title":"Invalid fields","status":422,"code":"invalid_fields",
       "detail":"see errors","retryable":false,"errors":[{"field":"selfie.uri","message":"must be absolute"}]}
      """;

  @Test
  void exchange_insideOfIt_hasNoViolations() {
    assertThat(CONTRACT.violations(decided(Requests.genuine(), DECISION))).isEmpty();
    assertThat(CONTRACT.violations(refused("{\"selfie\": {}}", PROBLEM))).isEmpty();
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of(Requests.genuine().replace("device-1", "a device"), "device_id"),
        Arguments.of(Requests.genuine().replace("device-1", "d".repeat(129)), "device_id"),
        Arguments.of(Requests.genuine().replace("\"metadata\"", "\"meta\""), "meta"),
        Arguments.of(Requests.genuine().replace("ESP", "ESX"), "country"),
        Arguments.of(Requests.genuine().replace("sim://genuine", "genuine"), "uri"),
        Arguments.of(
            Requests.genuine().replace("\"sim://genuine\"", "\"s3://a\", \"data\": \"AAAA\""),
            "data"),
        Arguments.of(Requests.genuine().replace("{\"uri\": \"sim://genuine\"}", "{}"), "data"),
        Arguments.of(
            Requests.genuine().replace("\"uri\": \"sim://genuine\"", "\"data\": \"AAAA\""),
            "media_type"),
        Arguments.of("{\"selfie\": 1, \"selfie\": 2}", "Duplicate"),
        Arguments.of("no JSON", "not JSON"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_outsideOfIt_thatIsAccepted_isFound(String body, String offender) {
    assertThat(CONTRACT.violations(decided(body, DECISION)))
        .anySatisfy(
            found ->
                assertThat(found).startsWith("the request was accepted, and").contains(offender));
  }

  @ParameterizedTest
  @CsvSource({"422, invalid_fields", "400, malformed_request", "415, unsupported_media_type"})
  void request_insideOfIt_thatIsCalledWrong_isFound(int status, String code) {
    assertThat(CONTRACT.violations(refused(Requests.genuine(), status, code)))
        .containsExactly(
            "the request was refused, and the contract has nothing against it: " + code);
  }

  @Test
  void request_thatIsRefusedForWhatNoSchemaSays_isInsideOfIt() {
    String noUtf8 = Requests.genuine().replace("ESP", "\uFFFD");
    assertThat(CONTRACT.violations(refused(noUtf8, 400, "malformed_request"))).isEmpty();
    // What the gateway is short of, or has no room for, is not the request's fault.
    assertThat(CONTRACT.violations(refused(Requests.genuine(), 413, "payload_too_large")))
        .isEmpty();
  }

  static Stream<Arguments> messages() {
    Map<String, List<String>> none = Map.of();
    Map<String, List<String>> text = with(sent(), "Content-Type", "text/plain");
    return Stream.of(
        Arguments.of("POST", VERIFICATIONS, none, "no Authorization"),
        Arguments.of("POST", VERIFICATIONS, text, "of type text/plain"),
        Arguments.of("POST", VERIFICATIONS, with(sent(), "Idempotency-Key", "a,b"), "Idempotency"),
        Arguments.of("POST", VERIFICATIONS, twice(sent(), "Idempotency-Key"), "twice: Idempotency"),
        Arguments.of("POST", VERIFICATIONS + "?test=1", sent(), "unknown parameter test"),
        Arguments.of("GET", VERIFICATIONS + "?limit=201", sent(), "limit"),
        Arguments.of("GET", VERIFICATIONS + "?limit=ten", sent(), "limit"),
        Arguments.of("GET", VERIFICATIONS + "?limit=1&limit=2", sent(), "twice"),
        Arguments.of("GET", VERIFICATIONS + "?from=yesterday", sent(), "from"),
        Arguments.of("GET", VERIFICATIONS + "/17", sent(), "path parameter id"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void message_outsideOfIt_thatIsAccepted_isFound(
      String method, String target, Map<String, List<String>> headers, String offender) {
    Exchange exchange =
        new Exchange(method, target, headers, Requests.genuine(), 200, answered("json"), DECISION);

    assertThat(CONTRACT.violations(exchange))
        .anySatisfy(
            found ->
                assertThat(found).startsWith("the request was accepted, and").contains(offender));
  }

  static Stream<Arguments> answers() {
    Map<String, List<String>> json = answered("json");
    Map<String, List<String>> problem = answered("problem+json");
    return Stream.of(
        Arguments.of(200, json, DECISION.replace("\"reasons\":[],", ""), "reasons"),
        Arguments.of(200, json, DECISION.replace("{\"session", "{\"name\":1,\"session"), "name"),
        Arguments.of(200, json, DECISION.replace("0.97,\"reasons", "1.97,\"reasons"), "1"),
        Arguments.of(200, json, DECISION.replace("VERIFIED", "ERROR"), "status"),
        Arguments.of(200, json, DECISION.replace("\"liveness\"", "\"decision\""), "decision"),
        Arguments.of(200, json, DECISION.replace("59.896Z", "59"), "timestamp"),
        Arguments.of(200, json, "[", "not JSON"),
        Arguments.of(200, answered("xml"), DECISION, "media type application/xml"),
        Arguments.of(200, with(json, "Server", "x"), DECISION, "unknown header Server"),
        Arguments.of(200, with(json, "Cache-Control", "public"), DECISION, "Cache-Control"),
        Arguments.of(200, without(json, "X-Request-ID"), DECISION, "no header X-Request-ID"),
        Arguments.of(201, json, DECISION, "status 201"),
        Arguments.of(418, problem, PROBLEM, "status 418"),
        Arguments.of(422, problem, PROBLEM.replace("invalid_", "wrong_"), "code wrong_fields"),
        Arguments.of(429, with(problem, "Retry-After", "1"), PROBLEM, "code invalid_fields"),
        Arguments.of(503, problem, PROBLEM, "no header Retry-After"),
        Arguments.of(422, problem, PROBLEM.replace("422", "400"), "another status"),
        Arguments.of(422, problem, PROBLEM.replace("\"retryable\":false,", ""), "retryable"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answer_outsideOfIt_isFound(
      int status, Map<String, List<String>> headers, String body, String offender) {
    Exchange exchange =
        new Exchange("POST", VERIFICATIONS, sent(), Requests.genuine(), status, headers, body);

    assertThat(CONTRACT.violations(exchange))
        .anySatisfy(found -> assertThat(found).contains(offender));
  }

  @Test
  void route_thatItDoesNotHave_mayOnlyBeRefused() {
    Map<String, List<String>> json = answered("json");
    assertThat(
            CONTRACT.violations(
                new Exchange("GET", "/v2/verifications", sent(), "", 200, json, DECISION)))
        .containsExactly("status 200 is not in /x-other-requests");
    assertThat(
            CONTRACT.violations(
                new Exchange("PATCH", VERIFICATIONS, sent(), "", 200, json, DECISION)))
        .containsExactly("status 200 is not in /x-other-requests");
  }

  private static Exchange decided(String body, String decision) {
    return new Exchange("POST", VERIFICATIONS, sent(), body, 200, answered("json"), decision);
  }

  private static Exchange refused(String body, String problem) {
    return new Exchange(
        "POST", VERIFICATIONS, sent(), body, 422, answered("problem+json"), problem);
  }

  private static Exchange refused(String body, int status, String code) {
    String problem =
        PROBLEM
            .replace("invalid_fields", code)
            .replace("\"status\":422", "\"status\":" + status)
            .replaceFirst(",\"errors\":.*]", "");
    return new Exchange(
        "POST", VERIFICATIONS, sent(), body, status, answered("problem+json"), problem);
  }

  private static Map<String, List<String>> sent() {
    return Map.of(
        "authorization", List.of("Bearer key"), "content-type", List.of("application/json"));
  }

  private static Map<String, List<String>> answered(String type) {
    return Map.of(
        "Content-Type",
        List.of("application/" + type),
        "Cache-Control",
        List.of("no-store"),
        "X-Content-Type-Options",
        List.of("nosniff"),
        "Content-Security-Policy",
        List.of("default-src 'none'; frame-ancestors 'none'"),
        "X-Request-ID",
        List.of("rid-1"),
        "traceparent",
        List.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
  }

  private static Map<String, List<String>> with(
      Map<String, List<String>> headers, String name, String value) {
    Map<String, List<String>> changed = without(headers, name);
    changed.put(name, List.of(value));
    return changed;
  }

  private static Map<String, List<String>> twice(Map<String, List<String>> headers, String name) {
    Map<String, List<String>> changed = without(headers, name);
    changed.put(name, List.of("one", "two"));
    return changed;
  }

  private static Map<String, List<String>> without(Map<String, List<String>> headers, String name) {
    Map<String, List<String>> changed = new HashMap<>(headers);
    changed.keySet().removeIf(name::equalsIgnoreCase);
    return changed;
  }
}
