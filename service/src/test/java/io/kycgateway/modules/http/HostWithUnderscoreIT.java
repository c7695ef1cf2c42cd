package io.kycgateway.modules.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compose and Kubernetes name services with underscores, which java.net.URI does not take. */
class HostWithUnderscoreIT {
  @Test
  void module_onAHostWithAnUnderscore_isCalled() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(Map.of("modules.ocr.url", "http://ocr_module.invalid:9/ocr"))) {
      // The name does not exist: the call got as far as the resolver.
      assertThat(gateway.verify(Requests.genuine()).body()).contains("\"failure\":\"unreachable\"");
    }
  }
}
