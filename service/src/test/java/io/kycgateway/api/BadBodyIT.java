package io.kycgateway.api;

import static io.kycgateway.testing.Problems.MARKER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no verification request: each is refused, and none is counted as one. */
class BadBodyIT {
  private static final int MAX_REQUEST = 64 * 1024;

  @RegisterExtension
  static final TestGateway gateway =
      TestGateway.forClass(() -> Map.of("api.maxRequestSize", MAX_REQUEST + "B"));

  @AfterEach
  void nothingWasVerified_andInvariantsHold() {
    assertThat(Invariants.holdAtRest(gateway).sum("kyc_verifications_total")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "zq9Marker",
        "{\"selfie\": zq9Marker}",
        "{'selfie': 'zq9Marker'}",
        "{\"selfie\": {\"uri\": \"zq9Marker",
        "{\"selfie\": \"zq9Marker\",}",
        "{\"selfie\": NaN}",
        "{\"selfie\": 1} zq9Marker",
        "{\"selfie\": 1} {\"selfie\": 1}",
        "{\"zq9Marker\": 1, \"zq9Marker\": 2}",
        "{\"selfie\": {\"uri\": \"s3://a\", \"uri\": \"s3://zq9Marker\"}}",
        "{\"selfie\": \"\u0001zq9Marker\"}"
      })
  void body_malformed_isRefused(String body) {
    Problems.problem(gateway.verify(body), 400, "malformed_request");
  }

  @Test
  void body_withAFieldTwice_saysWhich() {
    String body = Requests.genuine().replace("\"document\"", "\"device_id\": \"d\", \"document\"");

    JsonNode problem = Problems.problem(gateway.verify(body), 400, "malformed_request");

    assertThat(problem.path("detail").textValue())
        .startsWith("the body is ambiguous: device_id is given twice (line 3, ");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 60, 150})
  void body_truncatedAnywhere_isRefused(int length) {
    Problems.problem(
        gateway.verify(Requests.genuine().substring(0, length)), 400, "malformed_request");
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 30_000})
  void body_deeplyNested_isRefused(int depth) {
    Problems.problem(
        gateway.verify("[".repeat(depth) + "]".repeat(depth)), 400, "malformed_request");
    Problems.problem(gateway.verify("{\"a\":".repeat(depth / 3)), 400, "malformed_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "1", "\"zq9Marker\"", "[]", "[{\"selfie\": {}}]"})
  void body_jsonButNoObject_isRefused(String body) {
    JsonNode problem = Problems.problem(gateway.verify(body), 422, "invalid_fields");

    assertThat(Problems.fields(problem)).containsExactly("");
  }

  @Test
  void body_severalBadFields_listsThemAll() {
    String body =
        """
        {"session_id": "zq9Marker", "device_id": "zq9Marker with spaces", "zq9Marker unprintable": 1, "zq9Marker": 2,
         "unknown": "zq9Marker",
         "selfie": {"uri": "zq9Marker", "data": "zq9Marker", "media_type": "zq9Marker"},
         "document": {"data": "AAAA", "type": "zq9Marker", "country": "zq9Marker", "extra": 1},
         "metadata": {"number": 1, "nested": {"zq9Marker": 1}}}
        """;

    JsonNode problem = Problems.problem(gateway.verify(body), 422, "invalid_fields");

    assertThat(Problems.fields(problem))
        .containsExactlyInAnyOrder(
            "",
            "session_id",
            "device_id",
            "selfie.uri",
            "selfie.data",
            "selfie.media_type",
            "selfie",
            "document",
            "document.media_type",
            "document.type",
            "document.country",
            "metadata");
  }

  @Test
  void body_fieldsMissing_listsThemAll() {
    JsonNode problem =
        Problems.problem(gateway.verify("{\"document\": {}}"), 422, "invalid_fields");

    assertThat(Problems.fields(problem))
        .containsExactlyInAnyOrder("selfie", "document", "document.type", "document.country");
  }

  @Test
  void body_thousandsOfBadFields_isRefusedBriefly() {
    StringBuilder body = new StringBuilder("{");
    for (int i = 0; i < 3000; i++) {
      body.append("\"field_").append(i).append("\": 1, ");
    }

    JsonNode problem =
        Problems.problem(gateway.verify(body + "\"last\": 1}"), 422, "invalid_fields");

    assertThat(Problems.fields(problem)).containsExactly("", "selfie", "document");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C328", "FF", "C080", "EDA080", "F4908080", "E282"})
  void body_invalidUtf8_isRefused(String hex) {
    byte[] broken = HexFormat.of().parseHex(hex);
    byte[] body = Requests.withSelfie("s3://????").getBytes(StandardCharsets.UTF_8);
    int at = new String(body, StandardCharsets.UTF_8).indexOf("????");
    System.arraycopy(broken, 0, body, at, broken.length);

    Problems.problem(send(BodyPublishers.ofByteArray(body)), 400, "malformed_request");
  }

  @Test
  void body_utf16_isRefused() {
    byte[] body = Requests.genuine().getBytes(StandardCharsets.UTF_16);

    Problems.problem(send(BodyPublishers.ofByteArray(body)), 400, "malformed_request");
  }

  @Test
  void body_oversizedAnnounced_isRefusedBeforeItIsSent() throws Exception {
    RawHttp.Answer answer =
        RawHttp.exchange(
            gateway.url(), RawHttp.head("Content-Length: " + (MAX_REQUEST + 1)) + "\r\n");

    Problems.problem(answer, 413, "payload_too_large");
  }

  @Test
  void body_oversizedChunked_isRefused() {
    byte[] body = new byte[MAX_REQUEST + 1];
    Arrays.fill(body, (byte) ' ');

    HttpResponse<String> response =
        send(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

    Problems.problem(response, 413, "payload_too_large");
  }

  @Test
  void body_endlessChunked_isRefusedAfterTheLimit() throws Exception {
    String head = RawHttp.head("Transfer-Encoding: chunked") + "\r\n";
    String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";

    RawHttp.Answer answer = RawHttp.exchange(gateway.url(), head + chunk.repeat(3));

    Problems.problem(answer, 413, "payload_too_large");
  }

  @Test
  void body_brokenChunks_isRefused() throws Exception {
    String head = RawHttp.head("Transfer-Encoding: chunked", "Connection: close") + "\r\n";

    RawHttp.Answer answer =
        RawHttp.exchange(gateway.url(), head + "2\r\n{ \r\n" + MARKER + "\r\n\r\n");

    Problems.problem(answer, 400, "malformed_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=zq9Marker",
        "application/json+zq9Marker",
        "zq9Marker",
        "/;=,"
      })
  void body_wrongContentType_isRefused(String contentType) {
    HttpResponse<String> response =
        gateway.send(
            gateway
                .verification(Requests.genuine())
                .setHeader("Content-Type", contentType)
                .build());

    assertThat(response.statusCode()).isIn(400, 415);
    Problems.problem(
        response,
        response.statusCode(),
        response.statusCode() == 400 ? "malformed_request" : "unsupported_media_type");
  }

  @Test
  void body_withoutContentType_isRefused() throws Exception {
    String request =
        RawHttp.head("Connection: close", "Content-Length: 2")
                .replace("Content-Type: application/json\r\n", "")
            + "\r\n{}";

    Problems.problem(RawHttp.exchange(gateway.url(), request), 415, "unsupported_media_type");
  }

  @Test
  void contentType_ofAnUnknownCharset_isNoInternalError() throws Exception {
    String request =
        RawHttp.head("Connection: close", "Content-Length: 2")
                .replace("application/json", "application/json; charset=no-such-charset")
            + "\r\n{}";

    Problems.problem(RawHttp.exchange(gateway.url(), request), 422, "invalid_fields");
  }

  private static HttpResponse<String> send(BodyPublisher body) {
    return gateway.send(gateway.verification("").POST(body).build());
  }
}
