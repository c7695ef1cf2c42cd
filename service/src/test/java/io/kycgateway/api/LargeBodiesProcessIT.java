package io.kycgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.FaultServers;
import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many large requests at once on a small heap, each of them legal. */
class LargeBodiesProcessIT {
  private static final int CLIENTS = 40;
  private static final String BODY =
      Requests.withSelfie("@")
          .replace(
              "\"uri\": \"@\"",
              "\"data\": \"" + "A".repeat(8_000_000) + "\", \"media_type\": \"image/jpeg\"");

  // Made once: the clients' work takes time from the gateway.
  private static final byte[] PLAIN = request("Content-Length: " + BODY.length(), BODY);
  private static final byte[] CHUNKED =
      request(
          "Transfer-Encoding: chunked",
          Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"128, false", "499, true"})
  void requests_moreThanTheHeapHolds_areAnsweredOrShed(int heapMegabytes, boolean simulated)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (FaultServers modules = FaultServers.start();
        GatewayProcess gateway =
            GatewayProcess.start(
                folder,
                environment(modules, heapMegabytes, simulated),
                "server",
                Path.of("..", "config.yml").toString())) {
      URI url = gateway.url();
      for (byte[] request : simulated ? List.of(PLAIN) : List.of(PLAIN, CHUNKED)) {
        List<Callable<Integer>> calls = Collections.nCopies(CLIENTS, () -> verify(url, request));

        List<Integer> statuses =
            clients.invokeAll(calls).stream().map(LargeBodiesProcessIT::status).toList();

        assertThat(statuses).as(head(request)).containsOnly(200, 503);
        // Memory and place are free once a response is out, which its client may see earlier.
        await(head(request)).until(() -> verify(url, request) == 200);
        assertThat(gateway.output() + gateway.errors()).doesNotContain("OutOfMemoryError");
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private Map<String, String> environment(FaultServers modules, int megabytes, boolean simulated)
      throws IOException {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.put("JAVA_TOOL_OPTIONS", "-Xmx" + megabytes + "m");
    if (!simulated) {
      environment.put("KYC_SIMULATOR", "false");
      for (String module : ModuleNames.all()) {
        environment.put(
            "KYC_" + module.toUpperCase(Locale.ROOT) + "_URL", modules.of(module).url());
      }
    }
    return environment;
  }

  private static byte[] request(String framing, String body) {
    return (RawHttp.head("Connection: close", framing) + "\r\n" + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String head(byte[] request) {
    return new String(request, 0, 500, StandardCharsets.US_ASCII);
  }

  private static int verify(URI url, byte[] request) throws IOException {
    try (Socket socket = RawHttp.send(url, request);
        InputStream in = socket.getInputStream()) {
      return RawHttp.read(in).status();
    }
  }

  private static int status(Future<Integer> answer) {
    try {
      return answer.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
