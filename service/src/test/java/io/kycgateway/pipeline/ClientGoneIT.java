package io.kycgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ModuleOutcomes;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.RecordingModules;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.WaitingModule;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not wait for their answer. */
class ClientGoneIT {
  private static final Map<String, WaitingModule> MODULES =
      Map.of(
          "ocr", WaitingModule.start(),
          "antifraud", WaitingModule.start(),
          "decision", WaitingModule.start(RecordingModules.DECIDED));

  @RegisterExtension static final TestGateway gateway = TestGateway.forClass(ClientGoneIT::urls);

  private static Map<String, String> urls() {
    Map<String, String> settings = new HashMap<>();
    MODULES.forEach((name, module) -> settings.put("modules." + name + ".url", module.url()));
    return settings;
  }

  @AfterAll
  static void close() {
    MODULES.values().forEach(WaitingModule::close);
  }

  @BeforeEach
  void answer() {
    MODULES.get("decision").answer(RecordingModules.DECIDED);
    MODULES.values().forEach(WaitingModule::answer);
  }

  @ParameterizedTest
  @CsvSource({"ocr, false", "ocr, true", "decision, true", "antifraud, false"})
  void client_goneWhileModulesRun_isCountedOnce(String module, boolean reset) throws Exception {
    Scrape before = gateway.scrape();

    leaveInMidVerification(module, reset);

    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("VERIFIED", 1.0));
    assertThat(ModuleOutcomes.between(before, after).values()).containsOnly("success");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void client_goneWhileModulesRunIntoAFailure_isCountedOnce(boolean reset) throws Exception {
    Scrape before = gateway.scrape();
    MODULES.get("decision").answer("{}");

    leaveInMidVerification("ocr", reset);

    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("ERROR", 1.0));
    assertThat(ModuleOutcomes.between(before, after))
        .satisfies(ModuleOutcomes.ended("decision", "error"));
  }

  // The module answers once the client has left.
  private static void leaveInMidVerification(String module, boolean reset) throws Exception {
    MODULES.get(module).hold();
    Socket client = RawHttp.send(gateway.url(), RawHttp.request(Requests.genuine()));
    await().until(() -> gateway.scrape().value("kyc_active_sessions") == 1);
    leave(client, reset);
    MODULES.get(module).answer();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void client_goneInMidBody_isNotCounted(boolean reset) throws Exception {
    Scrape before = gateway.scrape();
    byte[] request = RawHttp.request(Requests.genuine());

    leave(RawHttp.send(gateway.url(), Arrays.copyOf(request, request.length - 20)), reset);

    awaitAnswered(before);
    assertThat(ModuleOutcomes.statuses(before, Invariants.holdAtRest(gateway))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void client_goneInMidChunk_isNotCounted(boolean reset) throws Exception {
    Scrape before = gateway.scrape();
    String request = RawHttp.head("Transfer-Encoding: chunked") + "\r\n100\r\n{\"selfie\": ";

    leave(RawHttp.send(gateway.url(), request.getBytes(StandardCharsets.UTF_8)), reset);

    awaitAnswered(before);
    assertThat(ModuleOutcomes.statuses(before, Invariants.holdAtRest(gateway))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void client_goneInMidHead_isNotCounted(boolean reset) throws Exception {
    Scrape before = gateway.scrape();

    leave(RawHttp.send(gateway.url(), RawHttp.head().getBytes(StandardCharsets.UTF_8)), reset);

    assertThat(ModuleOutcomes.statuses(before, Invariants.holdAtRest(gateway))).isEmpty();
    // The connector is as good as before.
    assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);
  }

  // The gateway notices a closed connection by itself, and counts a request that it refused.
  private static void awaitAnswered(Scrape before) {
    await()
        .until(
            () ->
                gateway.scrape().sum("http_requests_total", "status", "4xx")
                    == before.sum("http_requests_total", "status", "4xx") + 1);
  }

  private static void leave(Socket client, boolean reset) throws Exception {
    if (reset) {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    client.close();
  }
}
