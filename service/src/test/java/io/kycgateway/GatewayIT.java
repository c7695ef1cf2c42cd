package io.kycgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GatewayIT {
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = TestGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void verification_genuine_isVerifiedAndCountedOnce() {
    double before = gateway.scrape().value("kyc_verifications_total", "status", "VERIFIED");

    HttpResponse<String> response = gateway.verify(Requests.genuine());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"status\":\"VERIFIED\"");
    Scrape scrape = gateway.scrape();
    assertThat(scrape.value("kyc_verifications_total", "status", "VERIFIED")).isEqualTo(before + 1);
    assertThat(scrape.value("kyc_active_sessions")).isZero();
  }
}
