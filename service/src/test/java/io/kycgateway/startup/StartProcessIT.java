package io.kycgateway.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.TestGateway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts of the packaged jar that must not succeed, each with one sentence for the operator: one of
 * each kind. All others are in StartErrorsIT.
 */
class StartProcessIT {
  @TempDir Path folder;

  @Test
  void start_withoutASetting_namesIt() throws Exception {
    Map<String, String> environment = ProcessSettings.real(folder);
    environment.remove("KYC_OCR_URL");

    assertRefuses(environment, TestGateway.CONFIG, "KYC_OCR_URL", "server");
  }

  @Test
  void start_ofMalformedYaml_namesTheFile() throws Exception {
    String config = Files.readString(TestGateway.CONFIG);
    Path copy =
        Files.writeString(
            folder.resolve("config.yml"), config.replace("pipeline:\n", "pipeline: [\n"));

    assertRefuses(ProcessSettings.real(folder), copy, "config.yml", "server");
  }

  @Test
  void start_onAPortThatIsTaken_namesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      Map<String, String> environment = ProcessSettings.real(folder);
      environment.put("KYC_PORT", Integer.toString(taken.getLocalPort()));
      try (GatewayProcess process =
          GatewayProcess.start(folder, environment, "server", TestGateway.CONFIG.toString())) {
        assertFailed(process, Integer.toString(taken.getLocalPort()));
      }
    }
  }

  @Test
  void check_ofAGoodConfiguration_passes() throws Exception {
    try (GatewayProcess process =
        GatewayProcess.start(
            folder, ProcessSettings.real(folder), "check", TestGateway.CONFIG.toString())) {
      assertThat(process.exitCode()).as(process.errors()).isZero();
      assertThat(process.errors()).isEmpty();
      assertThat(process.output())
          .startsWith("good: " + TestGateway.CONFIG)
          .contains("modules.ocr: http://127.0.0.1:9\n", "graph: ", "API keys: 1 client, 1 key")
          .doesNotContain("warning");
    }
  }

  @Test
  void check_ofOnePortForBothConnectors_namesThem() throws Exception {
    Map<String, String> environment = ProcessSettings.real(folder);
    environment.put("KYC_PORT", "18080");
    environment.put("KYC_ADMIN_PORT", "18080");

    assertRefuses(environment, TestGateway.CONFIG, "KYC_ADMIN_PORT", "check");
  }

  @Test
  void check_ofACredentialThatIsMalformed_namesItsVariableWithoutIt() throws Exception {
    Map<String, String> environment = ProcessSettings.real(folder);
    environment.put("OTEL_TRACES_EXPORTER", "otlp");
    environment.put("OTEL_EXPORTER_OTLP_HEADERS", "Bearer " + ProcessSettings.PASSWORD);

    assertRefuses(environment, TestGateway.CONFIG, "OTEL_EXPORTER_OTLP_HEADERS", "check");
  }

  @Test
  void simulate_ofAnUnknownModule_namesIt() throws Exception {
    String config = Files.readString(TestGateway.CONFIG).replace("ocr: {median", "ocular: {median");
    Path copy = Files.writeString(folder.resolve("config.yml"), config);

    assertRefuses(ProcessSettings.real(folder), copy, "ocular", "simulate");
  }

  private void assertRefuses(
      Map<String, String> environment, Path config, String offender, String command)
      throws Exception {
    try (GatewayProcess process =
        GatewayProcess.start(folder, environment, command, config.toString())) {
      assertFailed(process, offender);
    }
  }

  private static void assertFailed(GatewayProcess process, String offender) throws Exception {
    assertThat(process.exitCode()).isNotZero();
    ProcessSettings.assertOneSentence(process.output(), process.errors(), offender);
  }
}
