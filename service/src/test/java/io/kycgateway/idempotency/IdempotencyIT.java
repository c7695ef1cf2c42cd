package io.kycgateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ModuleOutcomes;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.WaitingModule;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are sent again, to one gateway that keeps answers in its memory. */
class IdempotencyIT {
  private static final String OTHER_CLIENT = "kyc_another-clients-key";

  private static final WaitingModule antifraud = WaitingModule.start();

  // Admits bursts.
  @RegisterExtension
  static final TestGateway gateway =
      TestGateway.forClass(
          () -> Map.of("pipeline.minConcurrent", "1000", "modules.antifraud.url", antifraud.url()));

  @AfterAll
  static void stop() {
    antifraud.close();
  }

  @BeforeAll
  static void start() throws Exception {
    antifraud.answer();
    Files.writeString(
        gateway.keysFile(),
        "{\"tester\":{\"sha256\":\"%s\"},\"other\":{\"sha256\":\"%s\"}}"
            .formatted(ApiKeys.digest(TestGateway.API_KEY), ApiKeys.digest(OTHER_CLIENT)));
    await().until(() -> verify(OTHER_CLIENT, null, Requests.genuine()).statusCode() == 200);
  }

  @Test
  void request_sentAgain_getsTheSameAnswerAndIsVerifiedOnce() {
    Scrape before = gateway.scrape();
    String key = newKey();

    HttpResponse<String> first = verify(key, Requests.genuine());
    HttpResponse<String> again = verify("\"" + key + "\"", Requests.genuine());

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(again.headers().firstValue("Content-Type"))
        .isEqualTo(first.headers().firstValue("Content-Type"))
        .contains("application/json");
    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("VERIFIED", 1.0));
    assertThat(results(before, after)).isEqualTo(Map.of("new", 1.0, "replayed", 1.0));
  }

  @Test
  void answer_withAKey_hasTheFieldsOfOneWithout() {
    assertThat(Problems.json(verify(newKey(), Requests.genuine()).body()).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(
            () -> Problems.json(verify(null, Requests.genuine()).body()).fieldNames());
  }

  @Test
  void answer_thatIsKept_hasNothingOfTheEvidence() {
    String key = newKey();
    String body =
        """
        {"device_id": "canary-device",
         "selfie": {"data": "Y2FuYXJ5LXNlbGZpZXh4", "media_type": "image/x-canary-media"},
         "document": {"uri": "s3://canary-document/1", "type": "canary_type", "country": "XOM"},
         "metadata": {"canary-meta-key": "canary-meta-value"}}
        """;

    assertThat(verify(key, body).statusCode()).isEqualTo(200);
    assertThat(verify(key, body).body())
        .doesNotContainIgnoringCase("canary", "Y2FuYXJ5LXNlbGZpZXh4", "XOM", key)
        .contains("\"session_id\"", "\"status\"");
  }

  @Test
  void duplicates_fiveHundredAtOnce_areVerifiedOnce() throws Exception {
    int duplicates = 500;
    Scrape before = gateway.scrape();
    byte[] request =
        request(TestGateway.API_KEY, newKey(), Requests.withSelfie("sim://slow/ocr/1500"));
    ExecutorService clients = Executors.newFixedThreadPool(duplicates);
    CountDownLatch ready = new CountDownLatch(duplicates);
    List<Future<RawHttp.Answer>> futures = new ArrayList<>();
    for (int i = 0; i < duplicates; i++) {
      Callable<RawHttp.Answer> client =
          () -> {
            ready.countDown();
            ready.await();
            return RawHttp.exchange(gateway.url(), request);
          };
      futures.add(clients.submit(client));
    }

    List<RawHttp.Answer> answers = new ArrayList<>();
    for (Future<RawHttp.Answer> future : futures) {
      answers.add(future.get());
    }
    clients.shutdown();

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 409));
    assertThat(answers.stream().filter(a -> a.status() == 200).map(RawHttp.Answer::body).distinct())
        .hasSize(1);
    for (RawHttp.Answer refused : answers.stream().filter(a -> a.status() == 409).toList()) {
      Problems.problem(refused, 409, "idempotency_conflict");
      assertThat(refused.headers()).containsEntry("retry-after", "1");
    }
    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("VERIFIED", 1.0));
    assertThat(ModuleOutcomes.between(before, after).values()).containsOnly("success");
    Map<String, Double> results = results(before, after);
    assertThat(results).containsEntry("new", 1.0);
    assertThat(results.values().stream().mapToDouble(r -> r).sum()).isEqualTo(duplicates);
    assertThat(RawHttp.exchange(gateway.url(), request).headers())
        .containsEntry("idempotent-replayed", "true");
  }

  @Test
  void key_ofAnotherClient_isAnotherKey() {
    Scrape before = gateway.scrape();
    String key = newKey();

    HttpResponse<String> mine = verify(key, Requests.genuine());
    HttpResponse<String> theirs = verify(OTHER_CLIENT, key, Requests.genuine());
    HttpResponse<String> theirOther =
        verify(OTHER_CLIENT, key, Requests.withSelfie("sim://impostor"));

    assertThat(theirs.statusCode()).isEqualTo(200);
    assertThat(theirs.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(session(theirs)).isNotEqualTo(session(mine));
    Problems.problem(theirOther, 422, "idempotency_key_reused");
    assertThat(results(before, Invariants.holdAtRest(gateway)))
        .isEqualTo(Map.of("new", 2.0, "mismatch", 1.0));
  }

  @Test
  void key_withAnotherBody_isRefused() {
    Scrape before = gateway.scrape();
    String key = newKey();
    String body = Requests.genuine();
    String first = verify(key, body).body();

    // The bytes count: the same JSON written otherwise is another body.
    for (String other : List.of(Requests.withSelfie("sim://impostor"), body + " ")) {
      Problems.problem(verify(key, other), 422, "idempotency_key_reused");
    }

    assertThat(verify(key, body).body()).as("the answer stands").isEqualTo(first);
    assertThat(ModuleOutcomes.statuses(before, Invariants.holdAtRest(gateway)))
        .isEqualTo(Map.of("VERIFIED", 1.0));
  }

  @Test
  void key_withAnotherBodyInFlight_isRefused() throws Exception {
    String key = newKey();
    Scrape before = gateway.scrape();
    antifraud.hold();
    try (Socket first =
        RawHttp.send(gateway.url(), request(TestGateway.API_KEY, key, Requests.genuine()))) {
      await().until(() -> gateway.scrape().value("kyc_active_sessions") == 1);
      HttpResponse<String> other = verify(key, Requests.withSelfie("sim://impostor"));
      Problems.problem(other, 422, "idempotency_key_reused");
      antifraud.answer();
      assertThat(RawHttp.read(first.getInputStream()).status()).isEqualTo(200);
    } finally {
      antifraud.answer();
    }
    assertThat(results(before, Invariants.holdAtRest(gateway)))
        .isEqualTo(Map.of("new", 1.0, "mismatch", 1.0));
  }

  @ParameterizedTest
  @CsvSource({"sim://error/ocr, 502", "sim://status/decision/503, 502"})
  void error_ofAVerification_freesTheKey(String selfie, int status) {
    Scrape before = gateway.scrape();
    String key = newKey();

    HttpResponse<String> first = verify(key, Requests.withSelfie(selfie));
    HttpResponse<String> again = verify(key, Requests.withSelfie(selfie));

    for (HttpResponse<String> response : List.of(first, again)) {
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.headers().firstValue("Idempotent-Replayed")).isEmpty();
    }
    // Two runs, two verifications: the retry was a new one.
    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("ERROR", 2.0));
    assertThat(results(before, after)).isEqualTo(Map.of("new", 2.0));
    assertThat(verify(key, Requests.genuine()).statusCode()).isEqualTo(200);
  }

  @Test
  void request_thatIsInvalid_doesNotUseTheKeyUp() {
    Scrape before = gateway.scrape();
    String key = newKey();

    Problems.problem(verify(key, "{"), 400, "malformed_request");
    Problems.problem(verify(key, "{}"), 422, "invalid_fields");
    Problems.problem(verify("wrong-api-key", key, Requests.genuine()), 401, "unauthorized");

    assertThat(verify(key, Requests.genuine()).statusCode()).isEqualTo(200);
    assertThat(results(before, Invariants.holdAtRest(gateway))).isEqualTo(Map.of("new", 1.0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void client_thatLeavesBeforeItsAnswer_getsItWhenItAsksAgain(boolean reset) throws Exception {
    Scrape before = gateway.scrape();
    byte[] request =
        request(TestGateway.API_KEY, newKey(), Requests.withSelfie("sim://slow/ocr/400"));
    Socket client = RawHttp.send(gateway.url(), request);
    await().until(() -> gateway.scrape().value("kyc_active_sessions") == 1);
    if (reset) {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    client.close();
    antifraud.answer();
    Scrape gone = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, gone)).isEqualTo(Map.of("VERIFIED", 1.0));

    // The answer is kept an instant after the verification is counted.
    RawHttp.Answer answer =
        await().until(() -> RawHttp.exchange(gateway.url(), request), a -> a.status() == 200);

    assertThat(answer.headers()).containsEntry("idempotent-replayed", "true");
    assertThat(ModuleOutcomes.statuses(before, Invariants.holdAtRest(gateway)))
        .isEqualTo(Map.of("VERIFIED", 1.0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Idempotency-Key:",
        "Idempotency-Key: \"\"",
        "Idempotency-Key: \"open",
        "Idempotency-Key: two words",
        "Idempotency-Key: a, b",
        "Idempotency-Key: a\r\nIdempotency-Key: a",
        "Idempotency-Key: a\r\nidempotency-key: b",
        "Idempotency-Key: zq9Marker\u0080",
        "Idempotency-Key: \u00e9",
        "Idempotency-Key: tab\tbed",
      })
  void header_thatIsNoKey_isRefusedAndNamed(String header) throws Exception {
    Scrape before = gateway.scrape();

    RawHttp.Answer answer = exchange(header);

    assertThat(Problems.problem(answer, 400, "malformed_request").path("detail").textValue())
        .contains("Idempotency-Key");
    assertThat(results(before, Invariants.holdAtRest(gateway))).isEmpty();
  }

  @Test
  void header_ofTenKilobytes_isRefused() throws Exception {
    assertThat(exchange("Idempotency-Key: " + "k".repeat(10_000)).status()).isEqualTo(431);
    Problems.problem(exchange("Idempotency-Key: " + "k".repeat(4_000)), 400, "malformed_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\r\n b", "a\u0000b"})
  void header_withControlCharacters_injectsNothing(String value) throws Exception {
    RawHttp.Answer answer = exchange("Idempotency-Key: " + value + "\r\nX-Injected: zq9Marker");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers()).doesNotContainKeys("x-injected", "idempotent-replayed");
    assertThat(answer.body()).doesNotContain(Problems.MARKER);
  }

  @Test
  void answer_afterItsTime_isForgottenAndTheKeyIsFree() throws Exception {
    String key = newKey();
    try (TestGateway brief = TestGateway.start(Map.of("idempotency.keepFor", "1s"))) {
      String first = send(brief, key, Requests.genuine()).body();

      HttpResponse<String> later =
          await()
              .until(
                  () -> send(brief, key, Requests.withSelfie("sim://impostor")),
                  response -> response.statusCode() == 200);

      assertThat(later.headers().firstValue("Idempotent-Replayed")).isEmpty();
      assertThat(Problems.json(later.body()).path("status").textValue()).isEqualTo("REJECTED");
      assertThat(session(later)).isNotEqualTo(Problems.json(first).path("session_id").textValue());
    }
  }

  private static HttpResponse<String> send(TestGateway to, String key, String body) {
    return to.send(to.verification(body).header("Idempotency-Key", key).build());
  }

  @Test
  void answer_replayed_isNotAnswerableWithoutAnApiKey() throws Exception {
    String key = newKey();
    assertThat(verify(key, Requests.genuine()).statusCode()).isEqualTo(200);

    Problems.problem(verify("", key, Requests.genuine()), 401, "unauthorized");
  }

  private static RawHttp.Answer exchange(String header) throws Exception {
    String body = Requests.genuine();
    return RawHttp.exchange(
        gateway.url(),
        RawHttp.head(header, "Connection: close", "Content-Length: " + body.length())
            + "\r\n"
            + body);
  }

  private static byte[] request(String apiKey, String key, String body) {
    return ("POST /v1/verifications HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
            + ("Authorization: Bearer " + apiKey + "\r\nIdempotency-Key: " + key + "\r\n")
            + ("Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n")
            + body)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static HttpResponse<String> verify(String key, String body) {
    return verify(TestGateway.API_KEY, key, body);
  }

  private static HttpResponse<String> verify(String apiKey, String key, String body) {
    var request = gateway.verification(body).setHeader("Authorization", "Bearer " + apiKey);
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return gateway.send(request.build());
  }

  private static String newKey() {
    return UUID.randomUUID().toString();
  }

  private static String session(HttpResponse<String> response) {
    return Problems.json(response.body()).path("session_id").textValue();
  }

  private static Map<String, Double> results(Scrape before, Scrape after) {
    Map<String, Double> results = new TreeMap<>();
    for (Scrape.Sample sample : after.samples("kyc_idempotent_requests_total")) {
      String result = sample.labels().get("result");
      double more =
          sample.value() - before.value("kyc_idempotent_requests_total", "result", result);
      if (more != 0) {
        results.put(result, more);
      }
    }
    return results;
  }
}
