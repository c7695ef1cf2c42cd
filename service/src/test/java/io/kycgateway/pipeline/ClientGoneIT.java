package io.kycgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ModuleOutcomes;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not wait for their answer. */
class ClientGoneIT {
  @RegisterExtension
  static final TestGateway gateway = TestGateway.forClass(ModuleOutcomes::patient);

  @ParameterizedTest
  @CsvSource({
    "sim://slow/ocr/400, false, VERIFIED",
    "sim://slow/ocr/400, true, VERIFIED",
    "sim://slow/decision/400, true, VERIFIED",
    "sim://slow/antifraud/400, false, VERIFIED"
  })
  void client_goneWhileModulesRun_isCountedOnce(String selfie, boolean reset, String status)
      throws Exception {
    Scrape before = gateway.scrape();

    Socket client = RawHttp.send(gateway.url(), RawHttp.request(Requests.withSelfie(selfie)));
    await().until(() -> gateway.scrape().value("kyc_active_sessions") == 1);
    leave(client, reset);

    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of(status, 1.0));
    assertThat(ModuleOutcomes.between(before, after).values()).containsOnly("success");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void client_goneWhileModulesRunIntoAFailure_isCountedOnce(boolean reset) throws Exception {
    Scrape before = gateway.scrape();
    // ocr is slow by its selfie, decision fails by its document.
    String body =
        Requests.withSelfie("sim://slow/ocr/400")
            .replace("s3://bucket/document", "sim://error/decision");

    Socket client = RawHttp.send(gateway.url(), RawHttp.request(body));
    await().until(() -> gateway.scrape().value("kyc_active_sessions") == 1);
    leave(client, reset);

    Scrape after = Invariants.holdAtRest(gateway);
    assertThat(ModuleOutcomes.statuses(before, after)).isEqualTo(Map.of("ERROR", 1.0));
    assertThat(ModuleOutcomes.between(before, after))
        .satisfies(ModuleOutcomes.ended("decision", "error"));
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
