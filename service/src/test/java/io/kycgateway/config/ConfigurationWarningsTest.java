package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationWarningsTest {
  @Test
  void file_asShipped_isNotWarnedOf() throws Exception {
    assertThat(ConfigurationWarnings.of(ConfigurationFiles.config(Map.of()), Set.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maxConnections: 4096 | maxConnections: 999 | moduleHttp.maxConnections | pipeline.maxConcurrent (1000)",
        "maxConnectionsPerRoute: 4096 | maxConnectionsPerRoute: 10 | maxConnectionsPerRoute (10) | pipeline.maxConcurrent",
        "connectionTimeout: 1s | connectionTimeout: 1500ms | moduleHttp.connectionTimeout | modules.antifraud.timeout",
        "timeout: 0s | timeout: 1500ms | moduleHttp.timeout | modules.ocr.timeout",
        "keepFor: 24h | keepFor: 5s | idempotency.keepFor (5 seconds) | pipeline.deadline (8 seconds)",
        "unlimitedClients: [${KYC_UNLIMITED_CLIENTS:-}] | 'unlimitedClients: [shop, shpo]' | rateLimits.unlimitedClients names shpo | API_KEYS_FILE",
        "clients: {} | 'clients: {shpo: {ip: []}}' | rateLimits.clients names shpo | API_KEYS_FILE",
      })
  void settings_thatHardlyWork_areWarnedOf(String old, String replacement, String one, String other)
      throws Exception {
    GatewayConfiguration configuration = replaced(old, replacement);

    assertThatCode(() -> Contradictions.refuse(configuration)).doesNotThrowAnyException();
    assertThat(ConfigurationWarnings.of(configuration, Set.of("shop")))
        .isNotEmpty()
        .anySatisfy(warning -> assertThat(warning).contains(one, other));
  }

  @Test
  void store_slowerThanTheDeadline_isWarnedOf() throws Exception {
    String yaml =
        Files.readString(ConfigurationFiles.CONFIG)
            .replace("url: ${KYC_STORE_URL:-}", "url: redis://store:6379")
            .replace("commandTimeout: 50ms", "commandTimeout: 5s")
            .replace("deadline: 8s", "deadline: 5s");

    assertThat(ConfigurationWarnings.of(ConfigurationFiles.read(yaml), Set.of()))
        .singleElement()
        .asString()
        .contains("store.commandTimeout (5 seconds)", "pipeline.deadline (5 seconds)");
  }

  private static GatewayConfiguration replaced(String old, String replacement) throws Exception {
    String yaml = Files.readString(ConfigurationFiles.CONFIG);
    assertThat(yaml).contains(old);
    return ConfigurationFiles.read(yaml.replace(old, replacement));
  }
}
