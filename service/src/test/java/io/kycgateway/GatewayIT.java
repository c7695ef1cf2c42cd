package io.kycgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GatewayIT {
  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

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
