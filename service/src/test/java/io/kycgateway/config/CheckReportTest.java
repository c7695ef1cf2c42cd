package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import io.kycgateway.testing.ProcessSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckReportTest {
  @TempDir Path folder;

  @Test
  void report_ofRealModules_saysWhatWasFoundWithoutSecrets() throws Exception {
    Map<String, String> environment = ProcessSettings.real(folder);
    environment.put("KYC_OCR_URL", "https://ocr.example:8443/v1/s3cret?key=s3cret");
    environment.put("KYC_STORE_URL", "rediss://store:6380/1");

    CheckReport report = CheckReport.of(ConfigurationFiles.config(environment));

    assertThat(report.good())
        .contains(
            "modules.ocr: https://ocr.example:8443",
            "modules.antifraud: http://127.0.0.1:9, optional",
            "graph: liveness, ocr, face_match > antifraud > decision, at most 4 s of the"
                + " deadline's 8 s",
            "server.applicationConnectors[0]: http 127.0.0.1:any",
            "API keys: 1 client, 1 key",
            "store: rediss://store:6380/1");
    assertThat(report.warnings()).isEmpty();
    assertThat(report.toString()).doesNotContain("s3cret", ProcessSettings.PASSWORD);
  }

  @Test
  void report_ofSimulatedModules_saysSo() throws Exception {
    CheckReport report =
        CheckReport.of(ConfigurationFiles.config(ProcessSettings.simulated(folder)));

    assertThat(report.good())
        .contains(
            "modules.decision: simulated",
            "simulator: http 127.0.0.1:any",
            "store: none, each process keeps its own limits and responses",
            "traces: not exported");
  }

  @Test
  void certificate_ofAConnector_isReportedWithItsEnd() throws Exception {
    String wrong = keyStore("-validity", "3").replace("s3cret", "wrong1");
    assertRefused(wrong, "server.applicationConnectors[0] cannot be set up: ", "password");

    CheckReport valid = report(keyStore("-validity", "3"));
    assertThat(valid.good())
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "server\\.applicationConnectors\\[0]: https 127\\.0\\.0\\.1:any, certificate"
                            + " until 20[0-9-]{8}"));
    assertThat(valid.warnings()).isEmpty();

    CheckReport expired = report(keyStore("-startdate", "-10d", "-validity", "3"));
    assertThat(expired.warnings())
        .containsExactly("server.applicationConnectors[0]: its certificate has expired");
  }

  private CheckReport report(String yaml) throws Exception {
    return CheckReport.of(ConfigurationFiles.read(yaml, ProcessSettings.simulated(folder)));
  }

  /** config.yml with TLS on its first connector, and a new certificate. */
  private String keyStore(String... validity) throws Exception {
    Path store = folder.resolve("gateway" + validity.length + ".p12");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-alias",
                "gateway",
                "-storetype",
                "PKCS12",
                "-storepass",
                "s3cret",
                "-keystore",
                store.toString()));
    command.addAll(List.of(validity));
    if (Files.notExists(store)) {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      assertThat(keytool.waitFor())
          .as(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isZero();
    }
    return withTls(store);
  }

  private static String withTls(Path store) throws Exception {
    return Files.readString(ConfigurationFiles.CONFIG)
        .replaceFirst(
            "- type: http\n",
            "- type: https\n      keyStorePath: "
                + store
                + "\n      keyStorePassword: s3cret\n      keyStoreType: PKCS12\n");
  }

  @Test
  void keyStore_missing_isFoundWithoutAStart() throws Exception {
    String yaml = withTls(folder.resolve("nowhere.p12"));

    assertRefused(yaml, "server.applicationConnectors[0] cannot be set up: ", "nowhere.p12");
  }

  @Test
  void trustStoreOfTheModules_missing_isFoundWithoutAStart() throws Exception {
    String yaml =
        Files.readString(ConfigurationFiles.CONFIG)
            .replace(
                "  keepAlive: 30s",
                "  keepAlive: 30s\n  tls: {trustStorePath: "
                    + folder.resolve("nowhere.p12")
                    + ", trustStorePassword: s3cret}");

    assertRefused(yaml, "moduleHttp: ", "nowhere.p12");
  }

  @Test
  void journal_inNoFolder_isFoundWithoutAStart() throws Exception {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.put("KYC_SIMULATOR_JOURNAL", folder.resolve("nowhere/journal").toString());

    assertThatThrownBy(() -> CheckReport.of(ConfigurationFiles.config(environment)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("KYC_SIMULATOR_JOURNAL");
  }

  private void assertRefused(String yaml, String where, String what) throws Exception {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    assertThatThrownBy(() -> CheckReport.of(ConfigurationFiles.read(yaml, environment)))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith(where)
        .hasMessageContaining(what)
        .hasMessageNotContaining("s3cret");
  }
}
