package io.kycgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.WaitingModule;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM during verifications: requests that load balancers still send are served to the end. */
class ShutdownProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  private final WaitingModule ocr = WaitingModule.start();

  @AfterEach
  void close() {
    ocr.close();
  }

  @Test
  void sigterm_inMidVerification_answersItAfterReadinessIsGone() throws Exception {
    Map<String, String> environment = environment();
    // Within it all is asked that must still be answered.
    environment.put("KYC_SHUTDOWN_WAIT", "8s");
    try (GatewayProcess process =
        GatewayProcess.start(folder, environment, "server", TestGateway.CONFIG.toString())) {
      URI url = process.url();
      URI ready = url.resolve("/health?type=ready");
      await().atMost(PATIENCE).until(() -> status(ready) == 200);
      Socket client = inFlight(process, url);
      process.terminate();

      // Not ready any more, and yet it answers: that is what the wait is for.
      await().atMost(PATIENCE).until(() -> status(ready) == 503);
      assertThat(status(url.resolve("/health?type=alive"))).isEqualTo(200);
      ocr.answer();
      RawHttp.Answer answer = RawHttp.read(client.getInputStream());
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(Problems.json(answer.body()).path("status").textValue()).isEqualTo("VERIFIED");

      assertThat(process.exitCode()).isEqualTo(143);
      assertThat(process.errors()).doesNotContain("\tat ");
      assertThat(process.output() + process.errors())
          .doesNotContain(ProcessSettings.PASSWORD, TestGateway.API_KEY)
          // Nor what the client sent, nor who it is.
          .doesNotContain("sim://", "device-1", "127.0.0.1 ");
    }
  }

  @Test
  void sigterm_whileTheConnectorsClose_answersWhatIsInFlight() throws Exception {
    // No wait: the connectors close while the verification runs.
    Map<String, String> environment = environment();
    try (GatewayProcess process =
        GatewayProcess.start(folder, environment, "server", TestGateway.CONFIG.toString())) {
      URI url = process.url();
      Socket client = inFlight(process, url);
      process.terminate();
      process.awaitRefusingConnections();
      ocr.answer();

      RawHttp.Answer answer = RawHttp.read(client.getInputStream());
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(process.exitCode()).isEqualTo(143);
    }
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.put("KYC_OCR_URL", ocr.url());
    return environment;
  }

  // After one that was answered, another that waits for its module.
  private Socket inFlight(GatewayProcess process, URI url) throws IOException {
    byte[] request = RawHttp.request(Requests.genuine());
    ocr.answer();
    assertThat(RawHttp.exchange(url, request).status()).isEqualTo(200);
    ocr.hold();
    Socket client = RawHttp.send(url, request);
    await().atMost(PATIENCE).until(() -> scrape(process).value("kyc_active_sessions") == 1);
    return client;
  }

  private int status(URI url) throws Exception {
    return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding()).statusCode();
  }

  private Scrape scrape(GatewayProcess process) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(process.adminUrl().resolve("/metrics"))
                .header(
                    "Authorization",
                    TestGateway.basic(TestGateway.USERNAME, ProcessSettings.PASSWORD))
                .build(),
            BodyHandlers.ofString());
    return Scrape.parse(response.body());
  }
}
