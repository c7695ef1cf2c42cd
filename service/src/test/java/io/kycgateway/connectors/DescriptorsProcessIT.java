package io.kycgateway.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.RecordingModules;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with few file descriptors, and many more clients: each is answered. */
class DescriptorsProcessIT {
  private static final int DESCRIPTORS = 256;
  private static final int PLACES = 23;
  private static final int CLIENTS = 150;
  private static final String PROBE = "GET /health?type=alive HTTP/1.1\r\nHost: gateway\r\n\r\n";

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** The modules answer only then. */
  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  private HttpServer modules;

  @BeforeEach
  void startModules() throws IOException {
    modules = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    modules.createContext("/", this::answer);
    modules.setExecutor(threads);
    modules.start();
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    modules.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] unused = exchange.getRequestBody().readAllBytes();
      await().atMost(Duration.ofMinutes(4)).until(() -> mayAnswer.getCount() == 0);
      String answer =
          exchange.getRequestURI().getPath().equals("/decision")
              ? RecordingModules.DECIDED
              : RecordingModules.SCORED;
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Test
  void requests_beyondWhatTheDescriptorsAllow_areRefusedAndNotLost() throws Exception {
    try (GatewayProcess process = start()) {
      URI url = process.url();
      // Connections that clients keep, more than there is room for: none shuts the others out.
      List<Socket> kept = new ArrayList<>();
      for (int i = 0; i < 2 * DESCRIPTORS / 3; i++) {
        kept.add(RawHttp.send(url, PROBE.getBytes(StandardCharsets.US_ASCII)));
      }
      for (Socket client : kept) {
        assertThat(RawHttp.read(client.getInputStream()).status()).isEqualTo(200);
      }

      AtomicInteger refused = new AtomicInteger();
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(() -> verify(url, refused)));
      }
      await().atMost(Duration.ofMinutes(2)).until(() -> refused.get() == CLIENTS - PLACES);
      // A place is taken a moment before its verification begins.
      Scrape full =
          await()
              .until(
                  () -> scrape(process), scrape -> scrape.value("kyc_active_sessions") == PLACES);
      mayAnswer.countDown();

      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> client : clients) {
        statuses.add(client.get());
      }
      assertThat(statuses).containsOnly(200, 503);
      assertThat(statuses.stream().filter(status -> status == 200)).hasSize(PLACES);
      assertThat(full.value("kyc_active_sessions")).isEqualTo(PLACES);
      assertThat(full.value("kyc_requests_shed_total", "reason", "capacity"))
          .isEqualTo(CLIENTS - PLACES);
      assertThat(process.output())
          .contains("file descriptors: their limit (nofile, ulimit -n) of " + DESCRIPTORS)
          .doesNotContain("Too many open files");
      for (Socket client : kept) {
        client.close();
      }
    }
  }

  private GatewayProcess start() throws IOException {
    Map<String, String> environment = ProcessSettings.real(folder);
    for (String module : Invariants.MODULES) {
      environment.put(
          "KYC_" + module.toUpperCase(Locale.ROOT) + "_URL",
          "http://127.0.0.1:" + modules.getAddress().getPort() + "/" + module);
    }
    return GatewayProcess.startWithDescriptors(
        folder, DESCRIPTORS, environment, "server", TestGateway.CONFIG.toString());
  }

  private static int verify(URI url, AtomicInteger refused) throws IOException {
    int status = RawHttp.exchange(url, RawHttp.request(Requests.genuine())).status();
    if (status == 503) {
      refused.incrementAndGet();
    }
    return status;
  }

  private static Scrape scrape(GatewayProcess process) {
    String password = TestGateway.basic(TestGateway.USERNAME, ProcessSettings.PASSWORD);
    return Scrape.parse(RawHttp.ask(process.adminUrl(), "GET", "/metrics", password).body());
  }
}
