package io.kycgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Secrets change by rewriting their files, without a restart. */
class RotationIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

  @Test
  void metricsPassword_rewritten_replacesTheOldOne() throws IOException {
    assertThat(scrapeStatus(TestGateway.PASSWORD)).isEqualTo(200);
    assertThat(scrapeStatus("the next one")).isEqualTo(401);

    Files.writeString(gateway.passwordFile(), "the next one\n");

    await().atMost(PATIENCE).until(() -> scrapeStatus("the next one") == 200);
    assertThat(scrapeStatus(TestGateway.PASSWORD)).isEqualTo(401);

    // Broken: the last one that was good stays.
    Files.writeString(gateway.passwordFile(), "");
    assertThat(scrapeStatus("the next one")).isEqualTo(200);
  }

  @Test
  void apiKeys_rewritten_replaceTheOldOnes() throws IOException {
    assertThat(verifyStatus(TestGateway.API_KEY)).isEqualTo(200);
    assertThat(verifyStatus("kyc_next")).isEqualTo(401);

    Files.writeString(
        gateway.keysFile(),
        "{\"tester\": {\"sha256\": \"%s\"}}".formatted(ApiKeys.digest("kyc_next")));

    await().atMost(PATIENCE).until(() -> verifyStatus("kyc_next") == 200);
    assertThat(verifyStatus(TestGateway.API_KEY)).isEqualTo(401);
  }

  private static int scrapeStatus(String password) {
    return RawHttp.ask(
            gateway.adminUrl(),
            "GET",
            "/metrics",
            TestGateway.basic(TestGateway.USERNAME, password))
        .status();
  }

  private static int verifyStatus(String key) {
    return gateway
        .send(
            HttpRequest.newBuilder(gateway.url().resolve("/v1/verifications"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Requests.genuine()))
                .build())
        .statusCode();
  }
}
