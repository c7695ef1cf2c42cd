package io.kycgateway.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that are refused before their body is read, from a client that sends all of it before it
 * reads: the response arrives whole, and says so if the connection cannot be used again.
 */
class UnreadBodiesIT {
  private static final String AUTHORIZED = "Authorization: Bearer " + TestGateway.API_KEY;
  private static final String JSON = "Content-Type: application/json";
  private static final List<Integer> SIZES =
      List.of(0, 1_000, 64_000, 128_000, 1_000_000, 8_000_000);

  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

  static Stream<Arguments> refusals() {
    List<Arguments> all = new ArrayList<>();
    for (Refusal refusal : Refusal.values()) {
      for (int size : SIZES) {
        all.add(Arguments.of(refusal, size, false));
        all.add(Arguments.of(refusal, size, true));
      }
    }
    return all.stream();
  }

  /** Why a request is refused, by its head alone. */
  private enum Refusal {
    UNAUTHORIZED(401, "POST /v1/verifications", JSON),
    NOT_FOUND(404, "POST /nowhere", AUTHORIZED, JSON),
    METHOD_NOT_ALLOWED(405, "PUT /v1/verifications", AUTHORIZED, JSON),
    NOT_ACCEPTABLE(406, "POST /v1/verifications", AUTHORIZED, JSON, "Accept: image/png"),
    UNSUPPORTED(415, "POST /v1/verifications", AUTHORIZED, "Content-Type: text/plain"),
    BAD_KEY(400, "POST /v1/verifications", AUTHORIZED, JSON, "Idempotency-Key: é");

    private final int status;
    private final String head;

    Refusal(int status, String requestLine, String... headers) {
      this.status = status;
      this.head =
          requestLine + " HTTP/1.1\r\nHost: gateway\r\n" + String.join("\r\n", headers) + "\r\n";
    }
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void body_sentAfterTheHead_responseArrivesAndConnectionIsKeptOrAnnouncedClosed(
      Refusal refusal, int size, boolean chunked) throws Exception {
    try (Socket socket = RawHttp.send(gateway.url(), head(refusal, size, chunked))) {
      // Time enough for the refusal to come first.
      assertThat(new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS)).isFalse();
      RawHttp.sendBody(socket.getOutputStream(), size, chunked);

      answered(socket, refusal.status);
    }
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void expectContinue_refused_isAnsweredWithoutTheBody(Refusal refusal, int size, boolean chunked)
      throws Exception {
    String head =
        new String(head(refusal, size, chunked), StandardCharsets.ISO_8859_1)
            .replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
    try (Socket socket = RawHttp.send(gateway.url(), head.getBytes(StandardCharsets.ISO_8859_1))) {
      answered(socket, refusal.status);
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void announcedBodyOverTheLimit_isAnswered413(int size) throws Exception {
    String head = RawHttp.head("Content-Length: " + size) + "\r\n";
    try (Socket socket = RawHttp.send(gateway.url(), head.getBytes(StandardCharsets.ISO_8859_1))) {
      RawHttp.sendBody(socket.getOutputStream(), size, false);

      answered(socket, 413);
    }
  }

  static Stream<Integer> sizes() {
    return Stream.of(9_000_000, 20_000_000);
  }

  private static void answered(Socket socket, int status) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    RawHttp.Answer answer = RawHttp.read(in);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{").endsWith("}");
    if ("close".equals(answer.headers().get("connection"))) {
      assertThat(in.read()).isEqualTo(-1);
    } else {
      String body = Requests.genuine();
      socket
          .getOutputStream()
          .write(
              (RawHttp.head("Content-Length: " + body.length()) + "\r\n" + body)
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(RawHttp.read(in).status()).isEqualTo(200);
    }
  }

  private static byte[] head(Refusal refusal, int size, boolean chunked) {
    String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + size;
    return (refusal.head + framing + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
