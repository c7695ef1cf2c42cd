package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "'0.0.0.0/0', 0.0.0.0/0",
    "'::/0', ::/0",
    "'10.0.0.0/8,128.0.0.0/1', 128.0.0.0/1",
    "'fd00::/8,2000::/3', 2000::/3",
    "'10.0.0.0/7', 10.0.0.0/7",
    "'fc00::/6', fc00::/6",
  })
  void trustedProxies_widerThanAnyPrivateNetwork_areWarnedOf(String ranges, String wide)
      throws Exception {
    Map<String, String> environment =
        Map.of("KYC_TRUSTED_PROXIES", ranges, "KYC_FORWARDED_HEADER", "Forwarded");

    assertThat(ConfigurationWarnings.of(ConfigurationFiles.config(environment), Set.of()))
        .singleElement()
        .asString()
        .startsWith("clientAddress.trustedProxies (KYC_TRUSTED_PROXIES) trusts " + wide + ", ")
        .contains("the header Forwarded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10",
        "127.0.0.1,::1,fc00::/7",
        "203.0.113.7,2001:db8::/32"
      })
  void trustedProxies_thatMayBeOnesOwn_areNotWarnedOf(String ranges) throws Exception {
    assertThat(
            ConfigurationWarnings.of(
                ConfigurationFiles.config(Map.of("KYC_TRUSTED_PROXIES", ranges)), Set.of()))
        .isEmpty();
  }

  private static GatewayConfiguration replaced(String old, String replacement) throws Exception {
    String yaml = Files.readString(ConfigurationFiles.CONFIG);
    assertThat(yaml).contains(old);
    return ConfigurationFiles.read(yaml.replace(old, replacement));
  }
}
