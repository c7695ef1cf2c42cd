package io.kycgateway.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that drip, each byte well within the idle timeout. */
class SlowRequestsIT {
  private static final int BETWEEN_BYTES_MILLIS = 20;
  // Five minutes of dripping: only being cut off ends it sooner.
  private static final int MOST_BYTES = 15_000;

  @RegisterExtension
  static final TestGateway gateway =
      TestGateway.forClass(
          () -> Map.of("slowRequests.grace", "500ms", "slowRequests.minimumRate", "1KiB"));

  // For who is not slow: a pause of a busy machine is none of theirs.
  @RegisterExtension
  static final TestGateway lenient =
      TestGateway.forClass(
          () -> Map.of("slowRequests.grace", "2500ms", "slowRequests.minimumRate", "1KiB"));

  @ParameterizedTest
  @ValueSource(strings = {"application", "admin"})
  void head_dripping_isCutOff(String connector) throws Exception {
    URI url = connector.equals("admin") ? gateway.adminUrl() : gateway.url();

    assertThat(isCutOff(url, "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ")).isTrue();
  }

  @Test
  void requestLine_dripping_isCutOff() throws Exception {
    assertThat(isCutOff(gateway.url(), "GE")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100000\r\n\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n100000\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;extension="
      })
  void body_dripping_isCutOffAndCountedOnceAndNoVerification(String rest) throws Exception {
    Scrape before = gateway.scrape();

    assertThat(isCutOff(gateway.url(), RawHttp.head() + rest)).isTrue();

    org.awaitility.Awaitility.await()
        .until(
            () ->
                gateway.scrape().sum("http_requests_total", "status", "4xx")
                    == before.sum("http_requests_total", "status", "4xx") + 1);
    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(after.sum("kyc_verifications_total"))
        .isEqualTo(before.sum("kyc_verifications_total"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100000\r\n\r\n{",
        "Transfer-Encoding: chunked\r\n\r\n100000\r\n{",
        "Content-Length: 9000\r\n\r\n"
      })
  void body_stalled_isAnswered408AndClosed(String rest) throws Exception {
    byte[] request = (RawHttp.head() + rest).getBytes(StandardCharsets.ISO_8859_1);
    try (Socket socket = RawHttp.send(gateway.url(), request)) {
      RawHttp.Answer answer = RawHttp.read(socket.getInputStream());

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.headers())
          .containsEntry("content-type", "application/problem+json")
          .containsEntry("connection", "close");
      assertThat(answer.body()).contains("\"code\":\"request_timeout\"");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void head_stalled_isClosedWithoutAResponse() throws Exception {
    byte[] start = "GET /health HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = RawHttp.send(gateway.url(), start)) {
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void connection_idleBetweenRequests_isLeftAlone() throws Exception {
    byte[] body = Requests.genuine().getBytes(StandardCharsets.UTF_8);
    byte[] request =
        (RawHttp.head("Content-Length: " + body.length)
                + "\r\n"
                + new String(body, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    try (Socket socket = RawHttp.send(lenient.url(), request)) {
      assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
      // Longer than the grace.
      assertThat(new CountDownLatch(1).await(4, TimeUnit.SECONDS)).isFalse();

      socket.getOutputStream().write(request);
      assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
    }
  }

  @Test
  void answer_takingLong_isLeftAlone() {
    assertThat(lenient.verify(Requests.withSelfie("sim://slow/ocr/4000")).statusCode())
        .isEqualTo(200);
  }

  // Whether the connection ended before the sender did.
  private static boolean isCutOff(URI url, String start) throws Exception {
    try (Socket socket = RawHttp.send(url, start.getBytes(StandardCharsets.ISO_8859_1))) {
      socket.setSoTimeout(BETWEEN_BYTES_MILLIS);
      InputStream in = socket.getInputStream();
      for (int i = 0; i < MOST_BYTES; i++) {
        try {
          // What is answered before the end does not matter here.
          if (in.read() < 0) {
            return true;
          }
        } catch (java.net.SocketTimeoutException e) {
          socket.getOutputStream().write('1');
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
