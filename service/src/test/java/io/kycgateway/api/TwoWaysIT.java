package io.kycgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client cannot tell whether Jersey answered it, as it does a request whose Accept has
 * parameters, or not.
 */
class TwoWaysIT {
  private static final String SESSION = "00000000-0000-4000-8000-000000000001";

  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of("decision", 200, body("sim://genuine"), with("Accept", "*/*")),
        Arguments.of("rejection", 200, body("sim://impostor"), with("Accept", "application/json")),
        Arguments.of("ids", 200, body("sim://genuine"), with("X-Request-ID", "mine")),
        Arguments.of("failed module", 502, body("sim://error/ocr"), with("Idempotency-Key", "a")),
        Arguments.of("no JSON", 400, "{", with("Accept", "*/*")),
        Arguments.of("no body", 400, "", with("Accept", "*/*")),
        Arguments.of("no fields", 422, "{}", with("Accept", "*/*")),
        Arguments.of("coding", 415, body("sim://genuine"), with("Content-Encoding", "gzip")));
  }

  private static String body(String selfie) {
    return Requests.withSession(SESSION, selfie);
  }

  private static Consumer<HttpRequest.Builder> with(String name, String value) {
    return request -> request.setHeader(name, value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void response_ofEitherWay_isTheSame(
      String name, int status, String body, Consumer<HttpRequest.Builder> header) {
    HttpResponse<String> direct = send(body, header);
    HttpResponse<String> jersey = viaJersey(body, header);

    assertThat(direct.statusCode()).isEqualTo(status);
    assertThat(jersey.statusCode()).isEqualTo(status);
    assertThat(headers(direct)).isEqualTo(headers(jersey));
    assertThat(stable(direct.body())).isEqualTo(stable(jersey.body()));
  }

  static Stream<Arguments> wires() {
    String body = body("sim://genuine");
    String length = "Content-Length: " + body.length();
    return Stream.of(
        Arguments.of("kept", 200, RawHttp.head(length), body),
        Arguments.of("close", 200, RawHttp.head(length, "Connection: close"), body),
        Arguments.of(
            "HTTP/1.0", 200, RawHttp.head(length).replaceFirst("HTTP/1.1", "HTTP/1.0"), body),
        Arguments.of("Expect", 200, RawHttp.head(length, "Expect: 100-continue"), body),
        Arguments.of(
            "trailers",
            200,
            RawHttp.head("Transfer-Encoding: chunked", "Trailer: X-Sum"),
            Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\nX-Sum: 1\r\n\r\n"),
        Arguments.of(
            "bad host",
            400,
            RawHttp.head(length).replaceFirst("Host: gateway", "Host: a{b}"),
            body));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wires")
  void connection_ofEitherWay_isTheSame(String name, int status, String head, String body)
      throws IOException {
    long before = gateway.servletRequests();
    List<RawHttp.Answer> direct = twice(head + "\r\n" + body);
    List<RawHttp.Answer> jersey = twice(head + "Accept: application/json;q=0.5\r\n\r\n" + body);

    assertThat(direct.get(0).status()).isEqualTo(status);
    assertThat(direct).hasSameSizeAs(jersey);
    for (int i = 0; i < direct.size(); i++) {
      assertThat(direct.get(i).status()).isEqualTo(jersey.get(i).status());
      assertThat(direct.get(i).headers().keySet()).isEqualTo(jersey.get(i).headers().keySet());
      assertThat(direct.get(i).headers().get("connection"))
          .isEqualTo(jersey.get(i).headers().get("connection"));
    }
    // Counted after the response, and what is no HTTP never.
    long dispatched = jersey.stream().filter(answer -> answer.status() == 200).count();
    await().until(() -> gateway.servletRequests() == before + dispatched);
  }

  // The answers to that request and to the same one after it, if the connection is kept.
  private static List<RawHttp.Answer> twice(String request) throws IOException {
    List<RawHttp.Answer> answers = new ArrayList<>();
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    try (Socket socket = RawHttp.send(gateway.url(), bytes)) {
      InputStream in = socket.getInputStream();
      answers.add(finalAnswer(in));
      try {
        socket.getOutputStream().write(bytes);
        answers.add(finalAnswer(in));
      } catch (IOException e) {
        // Ended with the first answer.
      }
    }
    return answers;
  }

  private static RawHttp.Answer finalAnswer(InputStream in) throws IOException {
    RawHttp.Answer answer = RawHttp.read(in);
    return answer.status() < 200 ? RawHttp.read(in) : answer;
  }

  @Test
  void replay_ofEitherWay_isTheSame() {
    HttpResponse<String> first = send(body("sim://genuine"), with("Idempotency-Key", "both"));
    HttpResponse<String> direct = send(body("sim://genuine"), with("Idempotency-Key", "both"));
    HttpResponse<String> jersey = viaJersey(body("sim://genuine"), with("Idempotency-Key", "both"));

    assertThat(direct.body()).isEqualTo(first.body()).isEqualTo(jersey.body());
    assertThat(direct.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(headers(direct)).isEqualTo(headers(jersey));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8"
      })
  void request_ofUsualMediaType_needsNoServlet(String contentType) {
    long before = gateway.servletRequests();
    assertThat(send(body("sim://genuine"), with("Content-Type", contentType)).statusCode())
        .isEqualTo(200);
    assertThat(viaJersey(body("sim://genuine"), with("Content-Type", contentType)).statusCode())
        .isEqualTo(200);

    assertThat(gateway.servletRequests()).isEqualTo(before + 1);
  }

  @Test
  void countsOfDropwizard_ofEitherWay_haveBoth() {
    double before = gateway.scrape().value("jetty_responses_total", "status", "4xx");

    assertThat(send("{", with("Accept", "*/*")).statusCode()).isEqualTo(400);
    assertThat(viaJersey("{", with("Accept", "*/*")).statusCode()).isEqualTo(400);

    // Counted after the response.
    await()
        .untilAsserted(
            () -> {
              Scrape scrape = gateway.scrape();
              assertThat(scrape.value("jetty_responses_total", "status", "4xx"))
                  .isEqualTo(before + 2);
              assertThat(scrape.value("jetty_active_requests")).isZero();
            });
  }

  @Test
  void refusal_overALimit_ofEitherWay_isTheSame() throws Exception {
    Map<String, String> settings =
        Map.of(
            "rateLimits.enabled", "true",
            "rateLimits.ip", "1000/1h",
            "rateLimits.device", "1/1h",
            "rateLimits.session", "1000/1h");
    try (TestGateway limited = TestGateway.start(settings)) {
      String body = body("sim://genuine");
      assertThat(limited.verify(body).statusCode()).isEqualTo(200);

      HttpResponse<String> direct = limited.verify(body);
      HttpResponse<String> jersey =
          limited.send(
              limited.verification(body).header("Accept", "application/json;q=0.5").build());

      assertThat(direct.statusCode()).isEqualTo(429);
      assertThat(jersey.statusCode()).isEqualTo(429);
      // Their values are counts and seconds, which go on.
      assertThat(headers(direct).keySet())
          .isEqualTo(headers(jersey).keySet())
          .contains("retry-after", "ratelimit");
      assertThat(direct.body()).isEqualTo(jersey.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/json", "application/jsonx"})
  void accept_thatRulesJsonOut_isRefusedByJersey(String accept) {
    long before = gateway.servletRequests();
    assertThat(send(body("sim://genuine"), with("Accept", accept)).statusCode()).isEqualTo(406);
    // Counted after the response.
    await().until(() -> gateway.servletRequests() > before);
  }

  private static HttpResponse<String> send(String body, Consumer<HttpRequest.Builder> header) {
    HttpRequest.Builder request = gateway.verification(body);
    header.accept(request);
    return gateway.send(request.build());
  }

  private static HttpResponse<String> viaJersey(String body, Consumer<HttpRequest.Builder> header) {
    long before = gateway.servletRequests();
    HttpResponse<String> response =
        send(body, header.andThen(with("Accept", "application/json;q=0.5")));
    // Counted after the response.
    await().until(() -> gateway.servletRequests() > before);
    return response;
  }

  private static Map<String, Object> headers(HttpResponse<String> response) {
    Map<String, Object> headers = new TreeMap<>(response.headers().map());
    headers.remove("date");
    assertThat(headers.remove("traceparent")).isNotNull();
    // Of a body with another time in it.
    assertThat(headers.remove("content-length")).isNotNull();
    if (response.request().headers().firstValue("X-Request-ID").isEmpty()) {
      assertThat(headers.remove("x-request-id")).isNotNull();
    }
    return headers;
  }

  private static String stable(String body) {
    return body.replaceAll("\"(verification_id|timestamp)\":\"[^\"]*\"", "$1")
        .replaceAll("\"processing_time_ms\":\\d+", "processing_time_ms");
  }
}
