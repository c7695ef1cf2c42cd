package io.kycgateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Kept verifications over HTTP, with each kind of database. */
class HistoryIT {
  private static final String OTHER_KEY = "kyc_test-key-of-another-client";
  private static final Map<Kind, TestGateway> GATEWAYS = new EnumMap<>(Kind.class);
  @TempDir static Path folder;

  @BeforeAll
  static void start() throws Exception {
    for (Kind kind : Kind.values()) {
      GATEWAYS.put(kind, TestGateway.start(settings(kind.configuration())));
    }
  }

  private static Map<String, String> settings(HistoryConfiguration history) throws Exception {
    Path keys = folder.resolve("keys.json");
    Files.writeString(
        keys,
        "{\"tester\":{\"sha256\":\"%s\"},\"other\":{\"sha256\":\"%s\"}}"
            .formatted(ApiKeys.digest(TestGateway.API_KEY), ApiKeys.digest(OTHER_KEY)));
    return Map.of(
        "api.keysFile", keys.toString(),
        "history.url", history.url(),
        "history.username", history.username(),
        "history.keysFile", HistoryDatabases.keysFile(folder).toString());
  }

  @AfterAll
  static void stop() {
    // The last one first: each puts back the system properties that it found.
    List<TestGateway> all = new ArrayList<>(GATEWAYS.values());
    Collections.reverse(all);
    all.forEach(TestGateway::close);
  }

  @ParameterizedTest
  @EnumSource
  void verification_onceAnswered_isKeptAsItWasAnswered(Kind kind) throws Exception {
    JsonNode answered = verify(kind, "sim://genuine");

    HttpResponse<String> kept = get(kind, path(answered));

    assertThat(kept.statusCode()).isEqualTo(200);
    ObjectNode expected = ((ObjectNode) answered.deepCopy());
    expected.put("channel", "online").put("evidence", "stored");
    assertThat(Problems.json(kept.body())).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void failure_isKeptWithItsModule(Kind kind) throws Exception {
    HttpResponse<String> failed =
        gateway(kind).verify(body("sim://status/ocr/500", UUID.randomUUID().toString()));
    assertThat(failed.statusCode()).isEqualTo(502);

    JsonNode kept = Problems.json(get(kind, path(Problems.json(failed.body()))).body());

    assertThat(kept.path("status").textValue()).isEqualTo("ERROR");
    assertThat(kept.path("module").textValue()).isEqualTo("ocr");
    assertThat(kept.path("failure").textValue()).isEqualTo("status");
    assertThat(kept.has("confidence_score")).isFalse();
    assertThat(kept.has("reasons")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void evidence_thatIsInline_isNotStored(Kind kind) throws Exception {
    String inline =
        body("x", UUID.randomUUID().toString())
            .replace("{\"uri\":\"x\"}", "{\"data\":\"AAAA\",\"media_type\":\"image/jpeg\"}");

    JsonNode answered = Problems.json(gateway(kind).verify(inline).body());

    assertThat(Problems.json(get(kind, path(answered)).body()).path("evidence").textValue())
        .isEqualTo("inline");
  }

  @ParameterizedTest
  @EnumSource
  void etag_thatIsGivenBack_saves304(Kind kind) throws Exception {
    String path = path(verify(kind, "sim://genuine"));
    String tag = get(kind, path).headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again =
        send(kind, request(kind, path, TestGateway.API_KEY).header("If-None-Match", tag));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(delete(kind, path, TestGateway.API_KEY).statusCode()).isEqualTo(204);
    assertThat(get(kind, path).headers().firstValue("ETag")).isPresent().get().isNotEqualTo(tag);
  }

  @ParameterizedTest
  @EnumSource
  void verification_ofAnotherClient_isNotFound(Kind kind) throws Exception {
    String path = path(verify(kind, "sim://genuine"));
    String unknown = "/v1/verifications/" + UUID.randomUUID();

    for (String nothing : List.of(path, unknown)) {
      HttpResponse<String> found = send(kind, request(kind, nothing, OTHER_KEY));
      JsonNode unused = Problems.problem(found, 404, "not_found");
      assertThat(delete(kind, nothing, OTHER_KEY).body()).isEqualTo(found.body());
    }
    assertThat(
            Problems.json(send(kind, request(kind, "/v1/verifications", OTHER_KEY)).body())
                .toString())
        .isEqualTo("{\"items\":[]}");
    assertThat(Problems.json(get(kind, path).body()).path("evidence").textValue())
        .isEqualTo("stored");
  }

  @ParameterizedTest
  @EnumSource
  void erasure_isIdempotentAndLeavesTheOutcome(Kind kind) throws Exception {
    JsonNode answered = verify(kind, "sim://review");
    double before = erased(kind);

    assertThat(delete(kind, path(answered), TestGateway.API_KEY).statusCode()).isEqualTo(204);
    assertThat(delete(kind, path(answered), TestGateway.API_KEY).statusCode()).isEqualTo(204);

    JsonNode left = Problems.json(get(kind, path(answered)).body());
    assertThat(left.path("status")).isEqualTo(answered.path("status"));
    assertThat(left.path("modules_scores")).isEqualTo(answered.path("modules_scores"));
    assertThat(left.path("evidence").textValue()).isEqualTo("erased");
    assertThat(left.has("session_id")).isFalse();
    assertThat(left.has("reasons")).isFalse();
    assertThat(erased(kind)).as("counted once").isEqualTo(before + 1);
  }

  private static double erased(Kind kind) {
    return gateway(kind).scrape().value("kyc_history_purged_total", "reason", "erasure");
  }

  @ParameterizedTest
  @EnumSource
  void pages_followedByTheirNext_haveEachOnceNewestFirst(Kind kind) throws Exception {
    String session = UUID.randomUUID().toString();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      JsonNode answered =
          Problems.json(gateway(kind).verify(body("sim://genuine", session)).body());
      expected.add(0, answered.path("verification_id").textValue());
      JsonNode unused = verify(kind, "sim://genuine");
    }
    expected.sort(Comparator.reverseOrder());

    List<String> paged = new ArrayList<>();
    String next =
        "/v1/verifications?status=VERIFIED&limit=3&session_id=" + session.toUpperCase(Locale.ROOT);
    while (!next.isEmpty()) {
      assertThat(next).doesNotContain(session.substring(1) + "&cursor");
      JsonNode page = Problems.json(get(kind, next).body());
      page.path("items").forEach(item -> paged.add(item.path("verification_id").textValue()));
      next = page.path("next").asText("");
    }

    assertThat(paged).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void cursor_ofAnotherClient_isRefused(Kind kind) throws Exception {
    JsonNode one = verify(kind, "sim://genuine");
    JsonNode other = verify(kind, "sim://genuine");
    assertThat(one).isNotEqualTo(other);
    String next =
        Problems.json(get(kind, "/v1/verifications?limit=1").body()).path("next").textValue();

    assertThat(get(kind, next).statusCode()).isEqualTo(200);
    assertThat(get(kind, next + "&limit=2").statusCode()).isEqualTo(200);
    for (HttpResponse<String> refused :
        List.of(
            send(kind, request(kind, next, OTHER_KEY)),
            get(kind, next + "A"),
            get(kind, next + "&status=ERROR"))) {
      JsonNode unused = Problems.problem(refused, 422, "invalid_fields");
    }
  }

  static List<Arguments> badQueries() {
    return List.of(
        Arguments.of("limit=0", "limit"),
        Arguments.of("limit=201", "limit"),
        Arguments.of("limit=-1", "limit"),
        Arguments.of("limit=1e2", "limit"),
        Arguments.of("limit=", "limit"),
        Arguments.of("limit=1&limit=2", "limit"),
        Arguments.of("status=verified", "status"),
        Arguments.of("status=", "status"),
        Arguments.of("session_id=1", "session_id"),
        Arguments.of("session_id=%27%20OR%201=1--", "session_id"),
        Arguments.of("from=yesterday", "from"),
        Arguments.of("from=2026-11-29T12:00:00", "from"),
        Arguments.of("from=1969-12-31T23:59:59Z", "from"),
        Arguments.of("to=%2B999999999-12-31T23:59:59Z", "to"),
        Arguments.of("from=2026-11-29T12:00:00Z&to=2026-11-29T12:00:00Z", "to"),
        Arguments.of("cursor=", "cursor"),
        Arguments.of("cursor=abc", "cursor"),
        Arguments.of("cursor=" + "A".repeat(200), "cursor"),
        Arguments.of("offset=3", "query"),
        Arguments.of("Limit=3", "query"));
  }

  @ParameterizedTest
  @MethodSource("badQueries")
  void query_thatIsWrong_namesTheParameter(String query, String parameter) throws Exception {
    HttpResponse<String> refused = get(Kind.H2, "/v1/verifications?" + query);

    JsonNode unused = Problems.problem(refused, 422, "invalid_fields");
    assertThat(Problems.json(refused.body()).path("errors").findValuesAsText("field"))
        .containsExactly(parameter);
    assertThat(refused.body()).doesNotContain("yesterday", "OR 1=1", "abc");
  }

  @ParameterizedTest
  @MethodSource("badIds")
  void id_thatIsMalformed_isNotFound(String id) throws Exception {
    JsonNode unused = Problems.problem(get(Kind.H2, "/v1/verifications/" + id), 404, "not_found");
  }

  static List<String> badIds() {
    return List.of("1", "1-1-1-1-1", "%27", "0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e0", "null");
  }

  @ParameterizedTest
  @EnumSource
  void metrics_ofHistory_addUp(Kind kind) throws Exception {
    JsonNode unused = verify(kind, "sim://genuine");

    await()
        .untilAsserted(
            () -> {
              var scrape = gateway(kind).scrape();
              double committed = scrape.value("kyc_history_writes_total", "result", "committed");
              assertThat(committed)
                  .isPositive()
                  .isEqualTo(scrape.value("kyc_history_commit_duration_seconds_count"));
              assertThat(scrape.value("kyc_history_pending")).isZero();
              assertThat(scrape.value("kyc_history_available")).isEqualTo(1);
            });
    HttpResponse<String> read = get(kind, "/v1/verifications/" + UUID.randomUUID());
    assertThat(read.statusCode()).isEqualTo(404);
    // counted once the answer is out, which the client may see first
    await()
        .until(
            () ->
                gateway(kind)
                        .scrape()
                        .value(
                            "http_requests_total",
                            "handler",
                            "/v1/verifications/{id}",
                            "method",
                            "GET",
                            "status",
                            "4xx")
                    > 0);
  }

  private static TestGateway gateway(Kind kind) {
    return GATEWAYS.get(kind);
  }

  private static JsonNode verify(Kind kind, String selfie) throws Exception {
    HttpResponse<String> answer = gateway(kind).verify(body(selfie, UUID.randomUUID().toString()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Problems.json(answer.body());
  }

  private static String body(String selfie, String session) {
    return """
        {"session_id":"%s","device_id":"d","selfie":{"uri":"%s"},
         "document":{"uri":"s3://a/b","type":"passport","country":"ESP"}}"""
        .formatted(session, selfie);
  }

  private static String path(JsonNode answered) {
    return "/v1/verifications/" + answered.path("verification_id").textValue();
  }

  private static HttpResponse<String> get(Kind kind, String path) {
    return send(kind, request(kind, path, TestGateway.API_KEY));
  }

  private static HttpResponse<String> delete(Kind kind, String path, String key) {
    return send(kind, request(kind, path, key).DELETE());
  }

  private static HttpRequest.Builder request(Kind kind, String path, String key) {
    return HttpRequest.newBuilder(URI.create(gateway(kind).url() + path))
        .header("Authorization", "Bearer " + key);
  }

  private static HttpResponse<String> send(Kind kind, HttpRequest.Builder request) {
    return gateway(kind).send(request.build());
  }
}
