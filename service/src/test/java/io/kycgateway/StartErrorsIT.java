package io.kycgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.core.setup.Bootstrap;
import io.kycgateway.config.GatewayConfiguration;
import io.kycgateway.testing.InProcessCommand;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Starts that must not succeed, each with one sentence for the operator: all of them in this JVM.
 * StartProcessIT has others, one of each kind, as a process.
 */
class StartErrorsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"METRICS_PASSWORD_FILE, server", "API_KEYS_FILE, check", "KYC_DECISION_URL, check"})
  void start_withoutASetting_namesIt(String setting, String command) throws Exception {
    Map<String, String> environment = ProcessSettings.real(folder);
    environment.remove(setting);

    assertRefuses(environment, TestGateway.CONFIG, setting, command);
  }

  @ParameterizedTest
  @CsvSource({
    "API_KEYS_FILE, /nowhere/at/all, server",
    "KYC_LIVENESS_URL, not a URL, check",
    "KYC_ANTIFRAUD_URL, 127.0.0.1:80, server",
    "KYC_PORT, tcp://10.0.0.1:8080, server",
    "KYC_LOG_LEVEL, warning, check",
    "KYC_LOG_FORMAT, xml, server"
  })
  void start_withAUselessSetting_namesIt(String setting, String value, String command)
      throws Exception {
    Map<String, String> environment = ProcessSettings.real(folder);
    environment.put(setting, value);

    assertRefuses(environment, TestGateway.CONFIG, setting, command);
  }

  static Stream<Arguments> brokenConfigurations() {
    return Stream.of(
        Arguments.of("deadline: 8s", "deadlin: 8s", "deadlin"),
        Arguments.of("  antifraud:\n    url", "  antifrod:\n    url", "antifrod"),
        Arguments.of("after: [antifraud]", "after: [antifrod]", "antifrod"),
        Arguments.of("after: [liveness, ocr, face_match]", "after: [ocr, decision]", "cycle"),
        Arguments.of("maxThreads: 1100", "maxThreads: 900", "pipeline.maxConcurrent"),
        Arguments.of("shutdownGracePeriod: 15s", "shutdownGracePeriod: 5s", "pipeline.deadline"),
        Arguments.of("timeout: 2s", "timeout: 9s", "modules.liveness.timeout"));
  }

  @ParameterizedTest
  @MethodSource("brokenConfigurations")
  void start_withABrokenConfiguration_namesTheOffender(String old, String broken, String offender)
      throws Exception {
    String config = Files.readString(TestGateway.CONFIG);
    assertThat(config).contains(old);
    Path copy = Files.writeString(folder.resolve("config.yml"), config.replace(old, broken));

    assertRefuses(ProcessSettings.real(folder), copy, offender, "server");
  }

  @Test
  void start_withoutItsFile_namesIt() throws Exception {
    assertRefuses(
        ProcessSettings.real(folder), folder.resolve("nowhere.yml"), "nowhere.yml", "server");
  }

  private static void assertRefuses(
      Map<String, String> environment, Path config, String offender, String command) {
    GatewayApplication application = new GatewayApplication();
    Bootstrap<GatewayConfiguration> bootstrap = new Bootstrap<>(application);
    application.addDefaultCommands(bootstrap);
    application.initialize(bootstrap);

    InProcessCommand.Ended ended =
        InProcessCommand.run(bootstrap, environment, command, config.toString());

    assertThat(ended.failure()).as("exit code").isPresent();
    ProcessSettings.assertOneSentence(ended.output(), ended.errors(), offender);
  }
}
