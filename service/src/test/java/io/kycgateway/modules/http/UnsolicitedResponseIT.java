package io.kycgateway.modules.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A module that sends an unsolicited response on a connection that stays open. */
class UnsolicitedResponseIT {
  private static final String ITS_OWN = "0.9";
  private static final String UNSOLICITED = "0.8";

  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private final CompletableFuture<Void> answeredAgain = new CompletableFuture<>();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void verification_afterAModuleAnsweredTwice_getsItsOwnAnswer(boolean atOnce) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread module = new Thread(() -> serve(listener, atOnce), "module");
      module.setDaemon(true);
      module.start();
      String url = "http://127.0.0.1:" + listener.getLocalPort() + "/";
      try (TestGateway gateway = TestGateway.start(Map.of("modules.ocr.url", url))) {
        assertThat(gateway.verify(Requests.genuine()).body()).contains("\"ocr\":" + ITS_OWN);
        answered.complete(null);
        answeredAgain.join();

        assertThat(gateway.verify(Requests.genuine()).body()).contains("\"ocr\":" + ITS_OWN);
      }
    }
  }

  private void serve(ServerSocket listener, boolean atOnce) {
    try (Socket first = listener.accept()) {
      readRequest(first);
      if (atOnce) {
        send(first, answer(ITS_OWN) + answer(UNSOLICITED));
      } else {
        send(first, answer(ITS_OWN));
        answered.join();
        send(first, answer(UNSOLICITED));
      }
      answeredAgain.complete(null);
      try (Socket second = listener.accept()) {
        readRequest(second);
        send(second, answer(ITS_OWN));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String answer(String score) {
    String body = "{\"score\":" + score + "}";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void send(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void readRequest(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("Content-Length:")) {
        length = Integer.parseInt(line.substring("Content-Length:".length()).strip());
      }
    }
    for (int i = 0; i < length; i++) {
      int unused = in.read();
    }
  }
}
