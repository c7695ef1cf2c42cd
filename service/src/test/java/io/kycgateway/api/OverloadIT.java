package io.kycgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.WaitingModule;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway with one place, which is taken: what everyone else is answered meanwhile. */
class OverloadIT {
  private static final JsonMapper JSON = new JsonMapper();

  private static final WaitingModule liveness = WaitingModule.start();

  @RegisterExtension
  static final TestGateway gateway =
      TestGateway.forClass(
          () ->
              Map.of(
                  "pipeline.minConcurrent", "1",
                  "pipeline.maxConcurrent", "1",
                  "modules.liveness.url", liveness.url()));

  private static CompletableFuture<HttpResponse<String>> inFlight;

  @BeforeAll
  static void takeThePlace() {
    inFlight = CompletableFuture.supplyAsync(() -> gateway.verify(Requests.genuine()));
    await().until(() -> gateway.scrape().value("kyc_active_sessions") == 1);
  }

  @AfterAll
  static void nothingElse_becameAVerification() {
    Scrape scrape = gateway.scrape();
    assertThat(scrape.value("kyc_active_sessions")).isEqualTo(1);
    assertThat(scrape.sum("kyc_verifications_total")).isZero();
    assertThat(inFlight).isNotDone();

    liveness.answer();

    assertThat(inFlight.join().statusCode()).isEqualTo(200);
    liveness.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Idempotency-Key: k-1\r\n", "Authorization: Bearer wrong\r\n"})
  void refusal_isAProblemThatSaysWhenToTryAgain(String header) throws Exception {
    Scrape before = gateway.scrape();
    String request =
        "POST /v1/verifications HTTP/1.1\r\nHost: x\r\nX-Request-ID: r-1\r\n"
            + header
            + "Content-Length: 0\r\n\r\n";

    RawHttp.Answer answer = RawHttp.exchange(gateway.url(), request);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers())
        .containsEntry("content-type", "application/problem+json")
        .containsEntry("x-request-id", "r-1")
        .containsEntry("cache-control", "no-store")
        .containsKey("traceparent");
    assertThat(answer.headers().get("retry-after")).isIn("1", "2", "3");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo("overloaded");
    assertThat(problem.path("retryable").asBoolean()).isTrue();
    await()
        .untilAsserted(
            () -> {
              Scrape after = gateway.scrape();
              assertThat(after.value("kyc_requests_shed_total", "reason", "capacity"))
                  .isEqualTo(before.value("kyc_requests_shed_total", "reason", "capacity") + 1);
              assertThat(after.sum("http_requests_total", "status", "5xx"))
                  .isEqualTo(before.sum("http_requests_total", "status", "5xx") + 1);
              assertThat(after.sum("kyc_api_auth_failures_total"))
                  .as("refused before authentication")
                  .isEqualTo(before.sum("kyc_api_auth_failures_total"));
            });
    Invariants.holdWithin(gateway.scrape());
  }

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "0, true",
    "1000, false",
    "1000, true",
    "128000, false",
    "128000, true",
    "8000000, false",
    "8000000, true"
  })
  void refusal_ofARequestWithABody_arrivesAndKeepsOrAnnouncesTheConnection(
      int size, boolean chunked) throws Exception {
    String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + size;
    byte[] head = (RawHttp.head(framing) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = RawHttp.send(gateway.url(), head)) {
      RawHttp.sendBody(socket.getOutputStream(), size, chunked);

      refusedAndUsable(socket);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 8_000_000})
  void refusal_afterExpectContinue_comesWithoutTheBody(int size) throws Exception {
    byte[] head =
        (RawHttp.head("Content-Length: " + size, "Expect: 100-continue") + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = RawHttp.send(gateway.url(), head)) {
      refusedAndUsable(socket);
    }
  }

  @Test
  void otherRoutes_areServed() {
    assertThat(RawHttp.ask(gateway.url(), "GET", "/health?type=ready", "").status()).isEqualTo(200);
    assertThat(RawHttp.ask(gateway.url(), "GET", "/v1/verifications", "").status()).isEqualTo(405);
  }

  // A client that is told nothing else uses the connection again, at once.
  private static void refusedAndUsable(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    RawHttp.Answer refused = RawHttp.read(in);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body()).startsWith("{").endsWith("}");
    if ("close".equals(refused.headers().get("connection"))) {
      assertThat(in.read()).isEqualTo(-1);
      return;
    }
    socket.getOutputStream().write(RawHttp.request(Requests.genuine()));
    assertThat(RawHttp.read(in).status()).isEqualTo(503);
  }
}
