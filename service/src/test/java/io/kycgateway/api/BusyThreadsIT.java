package io.kycgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.WaitingModule;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A gateway whose platform threads, where it runs on them, all wait for a module, with some
 * verifications that have none.
 */
class BusyThreadsIT {
  private static final int THREADS = 10;

  private static final byte[] HEALTH =
      "GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final WaitingModule liveness = WaitingModule.start();

  @RegisterExtension
  static final TestGateway gateway =
      TestGateway.forClass(
          () ->
              Map.of(
                  "server.minThreads", "2",
                  "server.maxThreads", Integer.toString(THREADS),
                  "pipeline.minConcurrent", Integer.toString(THREADS),
                  "pipeline.maxConcurrent", Integer.toString(THREADS),
                  "modules.liveness.url", liveness.url()));

  @AfterAll
  static void close() {
    liveness.close();
  }

  @Test
  void refusals_needNoThreadOfThePool() throws Exception {
    List<Socket> connections = new ArrayList<>();
    try {
      // Opening a connection needs a thread; a request on it does not.
      for (int i = 0; i < 2 * THREADS; i++) {
        Socket connection = RawHttp.send(gateway.url(), HEALTH);
        connections.add(connection);
        assertThat(RawHttp.read(connection.getInputStream()).status()).isEqualTo(200);
      }
      for (Socket connection : connections) {
        connection.getOutputStream().write(RawHttp.request(Requests.genuine()));
      }

      await().until(() -> answered(connections).size() == THREADS);

      List<Socket> refused = answered(connections);
      for (Socket connection : refused) {
        assertThat(RawHttp.read(connection.getInputStream()).status()).isEqualTo(503);
      }
      liveness.answer();
      connections.removeAll(refused);
      for (Socket connection : connections) {
        assertThat(RawHttp.read(connection.getInputStream()).status()).isEqualTo(200);
      }
    } finally {
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }

  private static List<Socket> answered(List<Socket> connections) throws IOException {
    List<Socket> answered = new ArrayList<>();
    for (Socket connection : connections) {
      if (connection.getInputStream().available() > 0) {
        answered.add(connection);
      }
    }
    return answered;
  }
}
