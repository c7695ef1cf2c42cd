package io.kycgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that arrive slowly or in pieces, at a gateway with few threads and places. */
class ArrivalIT {
  private static final int SLOW = 60;

  @RegisterExtension
  static final TestGateway gateway =
      TestGateway.forClass(
          () ->
              Map.of(
                  "server.maxThreads", "20",
                  "pipeline.minConcurrent", "4",
                  "pipeline.maxConcurrent", "4"));

  @ParameterizedTest
  @CsvSource({
    "'', Content-Length: 100000",
    "'', Transfer-Encoding: chunked",
    "Authorization: Bearer wrong, Content-Length: 100000"
  })
  void bodies_thatArriveSlowly_costOthersNothing(String header, String framing) throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW; i++) {
        String[] lines = header.isEmpty() ? new String[] {framing} : new String[] {header, framing};
        String part = framing.startsWith("C") ? "{" : "1\r\n{\r\n";
        slow.add(RawHttp.send(gateway.url(), bytes(RawHttp.head(lines) + "\r\n" + part)));
      }

      for (int i = 0; i < 5; i++) {
        assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    await().until(() -> gateway.scrape().value("kyc_active_sessions") == 0);
    Invariants.holdAtRest(gateway);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "7, true", "100, false"})
  void body_inPieces_isReadWhole(int size, boolean chunked) throws Exception {
    byte[] body = bytes(Requests.genuine());
    String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length;
    try (Socket socket = RawHttp.send(gateway.url(), bytes(RawHttp.head(framing) + "\r\n"))) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      for (int from = 0; from < body.length; from += size) {
        out.write(piece(body, from, Math.min(size, body.length - from), chunked));
        out.flush();
      }
      if (chunked) {
        out.write(bytes("0\r\n\r\n"));
      }

      assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
    }
  }

  @Test
  void body_afterExpectContinue_isAskedForAndRead() throws Exception {
    byte[] body = bytes(Requests.genuine());
    byte[] head =
        bytes(RawHttp.head("Content-Length: " + body.length, "Expect: 100-continue") + "\r\n");
    try (Socket socket = RawHttp.send(gateway.url(), head)) {
      assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(100);
      socket.getOutputStream().write(body);

      assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
    }
  }

  @Test
  void body_withAContentCoding_isRefused() throws Exception {
    byte[] request =
        bytes(
            RawHttp.head("Content-Encoding: gzip", "Content-Length: 2", "Connection: close")
                + "\r\n{}");

    RawHttp.Answer answer = RawHttp.exchange(gateway.url(), request);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body()).contains("Content-Encoding");
  }

  private static byte[] piece(byte[] body, int from, int length, boolean chunked)
      throws IOException {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    if (chunked) {
      piece.write(bytes(Integer.toHexString(length) + "\r\n"));
    }
    piece.write(body, from, length);
    if (chunked) {
      piece.write(bytes("\r\n"));
    }
    return piece.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
