package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void username_withAColon_isRefusedBeforeAnySecretIsRead() throws Exception {
    // RFC 7617: no client could send it.
    GatewayConfiguration configuration =
        ConfigurationFiles.config(Map.of("METRICS_USERNAME", "ops:prometheus"));

    assertThatThrownBy(() -> Secrets.open(configuration))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("adminAccess.username (METRICS_USERNAME) must not contain a colon");
  }
}
