package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContradictionsTest {
  @Test
  void file_asShipped_hasNone() throws Exception {
    GatewayConfiguration configuration = ConfigurationFiles.config(Map.of());

    assertThatCode(() -> Contradictions.refuse(configuration)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what stands in config.yml | what replaces it | the two settings
        "minConcurrent: 100 | minConcurrent: 1001 | pipeline.minConcurrent (1001) | pipeline.maxConcurrent (1000)",
        "maxConcurrent: 1000 | maxConcurrent: 99 | pipeline.minConcurrent (100) | pipeline.maxConcurrent (99)",
        "maxConcurrent: 1000 | maxConcurrent: 1101 | pipeline.maxConcurrent (1101) | server.maxThreads (1100)",
        "maxThreads: 1100 | maxThreads: 999 | pipeline.maxConcurrent (1000) | server.maxThreads (999)",
        "deadline: 8s | deadline: 16s | server.shutdownGracePeriod (15 seconds) | pipeline.deadline (16 seconds)",
        "shutdownGracePeriod: 15s | shutdownGracePeriod: 7999ms | server.shutdownGracePeriod (7999 milliseconds) | pipeline.deadline",
        "deadline: 8s | deadline: 1999ms | modules.liveness.timeout (2 seconds) | pipeline.deadline (1999 milliseconds)",
        "timeout: 1s | timeout: 1m | .timeout (1 minute) | pipeline.deadline (8 seconds)",
      })
  void settings_thatContradictEachOther_areRefusedByBothNames(
      String old, String replacement, String one, String other) throws Exception {
    GatewayConfiguration configuration = replaced(old, replacement);

    assertThatThrownBy(() -> Contradictions.refuse(configuration))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(one)
        .hasMessageContaining(other);
  }

  @ParameterizedTest
  @CsvSource({
    "minConcurrent: 100, minConcurrent: 1000",
    "maxConcurrent: 1000, maxConcurrent: 1100",
    "deadline: 8s, deadline: 15s",
    "deadline: 8s, deadline: 2s"
  })
  void settings_thatAreEqual_areAccepted(String old, String replacement) throws Exception {
    GatewayConfiguration configuration = replaced(old, replacement);

    assertThatCode(() -> Contradictions.refuse(configuration)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "8080, 0.0.0.0, 8080, 0.0.0.0",
    "8080, 10.0.0.1, 8080, 0.0.0.0",
    "8080, '::', 8080, 127.0.0.1",
    "9000, localhost, 9000, LOCALHOST"
  })
  void ports_thatAreTheSame_areRefused(String port, String host, String adminPort, String adminHost)
      throws Exception {
    GatewayConfiguration configuration = listening(port, host, adminPort, adminHost);

    assertThatThrownBy(() -> Contradictions.refuse(configuration))
        .isInstanceOf(StartupException.class)
        .hasMessage(
            "server.applicationConnectors[0].port (KYC_PORT) and server.adminConnectors[0].port"
                + " (KYC_ADMIN_PORT) are both %s: set one of them to another port",
            port);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0.0.0, 0, 0.0.0.0",
    "8080, 0.0.0.0, 8081, 0.0.0.0",
    "8080, 10.0.0.1, 8080, 127.0.0.1"
  })
  void ports_thatDiffer_areAccepted(String port, String host, String adminPort, String adminHost)
      throws Exception {
    GatewayConfiguration configuration = listening(port, host, adminPort, adminHost);

    assertThatCode(() -> Contradictions.refuse(configuration)).doesNotThrowAnyException();
  }

  @Test
  void port_ofTheSimulator_isItsOwnIfItIsUsed() throws Exception {
    assertThatThrownBy(
            () ->
                Contradictions.refuse(
                    ConfigurationFiles.config(
                        Map.of("KYC_SIMULATOR", "true", "KYC_SIMULATOR_PORT", "8081"))))
        .hasMessageContaining("KYC_ADMIN_PORT")
        .hasMessageContaining("KYC_SIMULATOR_PORT");
    assertThatCode(
            () ->
                Contradictions.refuse(
                    ConfigurationFiles.config(Map.of("KYC_SIMULATOR_PORT", "8081"))))
        .doesNotThrowAnyException();
  }

  private static GatewayConfiguration replaced(String old, String replacement) throws Exception {
    String yaml = Files.readString(ConfigurationFiles.CONFIG);
    assertThat(yaml).contains(old);
    return ConfigurationFiles.read(yaml.replace(old, replacement));
  }

  private static GatewayConfiguration listening(
      String port, String host, String adminPort, String adminHost) throws Exception {
    return ConfigurationFiles.config(
        Map.of(
            "KYC_PORT", port,
            "KYC_HOST", host,
            "KYC_ADMIN_PORT", adminPort,
            "KYC_ADMIN_HOST", adminHost));
  }
}
