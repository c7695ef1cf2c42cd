package io.kycgateway.api;

import static io.kycgateway.testing.Problems.MARKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that never get as far as their body: each is refused, and none is counted as one. */
class BadRequestIT {
  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

  @AfterEach
  void nothingWasVerified_andInvariantsHold() {
    assertThat(Invariants.holdAtRest(gateway).sum("kyc_verifications_total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/zq9Marker",
        "/v1",
        "/v1/verifications/zq9Marker",
        "/v2/verifications",
        "/V1/VERIFICATIONS",
        "/v1/%76erifications/..",
        "/zq9Marker%00",
        "/zq9Marker%2e%2e/",
        "/v1//verifications",
        "/v1/verifications;zq9Marker=1/x",
        "/metrics",
        "/tasks/gc",
        "/healthcheck",
        "/health/zq9Marker",
        "/%zz"
      })
  void path_unknown_isNotFound(String path) throws Exception {
    for (String method : List.of("GET", "POST", "PUT")) {
      RawHttp.Answer answer =
          RawHttp.exchange(
              gateway.url(),
              RawHttp.head("Connection: close", "Content-Length: 0")
                      .replace("POST /v1/verifications", method + " " + path)
                  + "\r\n");

      Problems.problem(answer, 404, "not_found");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "zq9Marker", "TRACE"})
  void method_wrong_isRefused(String method) {
    HttpResponse<String> response =
        gateway.send(
            gateway
                .verification("")
                .method(method, BodyPublishers.ofString(Requests.genuine()))
                .build());

    Problems.problem(response, 405, "method_not_allowed");
  }

  @Test
  void method_ofManyNames_addsNoSeries() {
    int before = gateway.scrape().samples("http_requests_total").size();

    for (int i = 0; i < 50; i++) {
      HttpResponse<String> response =
          gateway.send(
              gateway.verification("").method("SCAN" + i, BodyPublishers.noBody()).build());
      assertThat(response.statusCode()).isEqualTo(405);
    }

    // A request is counted once its answer is out, which its client may see a moment earlier.
    Scrape after =
        await()
            .until(
                gateway::scrape,
                scrape ->
                    scrape.sum("http_requests_total", "method", "_OTHER", "status", "4xx") >= 50);
    assertThat(after.samples("http_requests_total")).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "zq9Marker",
        "Bearer",
        "Bearer ",
        "Bearer zq9Marker",
        "Bearer kyc_test-key-of-nobod",
        "Bearer kyc_test-key-of-nobody kyc_test-key-of-nobody",
        "Basic kyc_test-key-of-nobody",
        "Bearer ünïcode"
      })
  void key_missingOrWrong_isUnauthorized(String authorization) throws Exception {
    double before = gateway.scrape().value("kyc_api_auth_failures_total");
    String body = Requests.genuine();
    String request =
        RawHttp.head("Connection: close", "Content-Length: " + body.length())
            .replaceFirst("Authorization: .*\r\n", "Authorization: " + authorization + "\r\n");

    RawHttp.Answer answer = RawHttp.exchange(gateway.url(), request + "\r\n" + body);

    Problems.problem(answer, 401, "unauthorized");
    assertThat(answer.headers().get("www-authenticate")).startsWith("Bearer ");
    assertThat(gateway.scrape().value("kyc_api_auth_failures_total")).isEqualTo(before + 1);
  }

  @Test
  void key_inTheQuery_isUnauthorized() {
    HttpRequest request =
        HttpRequest.newBuilder(
                gateway.url().resolve("/v1/verifications?access_token=" + TestGateway.API_KEY))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Requests.genuine()))
            .build();

    Problems.problem(gateway.send(request), 401, "unauthorized");
  }

  @Test
  void key_tooLong_isUnauthorized() {
    HttpRequest request =
        gateway
            .verification(Requests.genuine())
            .setHeader("Authorization", "Bearer " + "k".repeat(4000))
            .build();

    Problems.problem(gateway.send(request), 401, "unauthorized");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: zq9Marker, 400, malformed_request",
    "Content-Length: -1, 400, malformed_request",
    "Content-Length: 99999999999999999999, 400, malformed_request",
    "zq9Marker without a colon, 400, malformed_request",
    "zq9 Marker: 1, 400, malformed_request",
    "Host: zq9Marker, 400, malformed_request",
    "Transfer-Encoding: zq9Marker, 400, malformed_request",
    "'Transfer-Encoding: chunked\r\nContent-Length: 2', 400, malformed_request",
    "X-Null: zq9\u0000Marker, 400, malformed_request",
    "Accept: text/html, 406, not_acceptable"
  })
  void header_garbage_isRefused(String line, int status, String code) throws Exception {
    String body = "{}";
    String length = line.contains("Content-Length") ? "X-None: 1" : "Content-Length: 2";

    RawHttp.Answer answer =
        RawHttp.exchange(
            gateway.url(), RawHttp.head("Connection: close", length, line) + "\r\n" + body);

    Problems.problem(answer, status, code);
  }

  @Test
  void headers_tooLarge_areRefused() throws Exception {
    RawHttp.Answer answer =
        RawHttp.exchange(
            gateway.url(), RawHttp.head("X-Large: " + MARKER + "x".repeat(10_000)) + "\r\n");

    Problems.problem(answer, 431, "headers_too_large");
  }

  @Test
  void uri_tooLong_isRefused() throws Exception {
    RawHttp.Answer answer =
        RawHttp.exchange(
            gateway.url(), "GET /" + MARKER + "x".repeat(10_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");

    Problems.problem(answer, 414, "uri_too_long");
  }

  @Test
  void host_missing_isRefused() throws Exception {
    RawHttp.Answer answer =
        RawHttp.exchange(gateway.url(), "POST /v1/verifications HTTP/1.1\r\n\r\n");

    Problems.problem(answer, 400, "malformed_request");
  }

  // The server rejects these before it has a path.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/verifications HTTP/9.9\r\nHost: a\r\n\r\n",
        "POST /v1/verifications zq9Marker\r\nHost: a\r\n\r\n",
        "zq9Marker\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
      })
  void requestLine_garbage_isNotFound(String request) throws Exception {
    Problems.problem(RawHttp.exchange(gateway.url(), request), 404, "not_found");
  }
}
