package io.kycgateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbesIT {
  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/health?type=alive",
        "/health?type=ready",
        "/health?type=ready&name=admission",
        "/health?name=all",
        "/health?type=whatever",
      })
  void probe_withoutAPassword_answersOneWordAndNoDetail(String target) {
    RawHttp.Answer response = RawHttp.ask(gateway.url(), "GET", target, null);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(response.headers()).containsEntry("content-type", "application/json");
  }

  @Test
  void probe_head_answersWithoutABody() {
    RawHttp.Answer response = RawHttp.ask(gateway.url(), "HEAD", "/health", null);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/", "/health/admission", "/healthcheck", "/health-check"})
  void path_besideTheProbes_isNotThere(String target) {
    assertThat(RawHttp.ask(gateway.url(), "GET", target, null).status()).isEqualTo(404);
  }

  @Test
  void probes_onTheAdminConnector_needThePassword() {
    assertThat(RawHttp.ask(gateway.adminUrl(), "GET", "/health", null).status()).isEqualTo(401);
  }
}
