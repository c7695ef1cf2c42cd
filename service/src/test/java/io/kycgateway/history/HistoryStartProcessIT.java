package io.kycgateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts with a history that an operator has to set right, and the command that does. */
class HistoryStartProcessIT {
  private static final String CONFIG = TestGateway.CONFIG.toString();
  @TempDir Path folder;
  private Map<String, String> environment;

  @BeforeEach
  void settings() throws Exception {
    environment = ProcessSettings.simulated(folder);
    environment.put("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(folder).toString());
    environment.put("KYC_DATABASE_URL", "jdbc:h2:file:" + folder.resolve("history"));
  }

  @Test
  void schema_ofPostgres_isMadeByTheCommandThatTheStartNames() throws Exception {
    environment.put("KYC_DATABASE_URL", PostgresProcess.shared().newDatabase());
    environment.put("KYC_DATABASE_USER", PostgresProcess.user());

    assertRefused("java -jar kyc-gateway.jar db migrate config.yml");
    assertThat(run(0, "db", "status", CONFIG).output())
        .contains("3 changesets have not been applied");
    GatewayProcess unused = run(0, "db", "migrate", CONFIG);
    assertThat(run(0, "db", "status", CONFIG).output()).contains("is up to date");

    try (GatewayProcess gateway = GatewayProcess.start(folder, environment, "server", CONFIG)) {
      assertThat(gateway.url()).isNotNull();
    }
  }

  @Test
  void keys_thatAreMissing_stopTheStart() throws Exception {
    environment.remove("KYC_HISTORY_KEYS_FILE");
    assertRefused("KYC_HISTORY_KEYS_FILE is not set");
  }

  @Test
  void keys_thatAreWrong_areNamedByTheirLine() throws Exception {
    Files.writeString(folder.resolve("history-keys"), "k1:" + ProcessSettings.PASSWORD);
    assertRefused("line 1 must be ID:SECRET");
  }

  @Test
  void url_withAPassword_isRefusedWithoutShowingIt() throws Exception {
    environment.put(
        "KYC_DATABASE_URL", "jdbc:postgresql://kyc:" + ProcessSettings.PASSWORD + "@db/kyc");
    assertRefused("history.url (KYC_DATABASE_URL) must be");
  }

  @Test
  void file_thatAnotherProcessHas_stopsTheStart() throws Exception {
    try (GatewayProcess first = GatewayProcess.start(folder, environment, "server", CONFIG)) {
      assertThat(first.url()).isNotNull();
      assertRefused(
          "the file "
              + folder.resolve("history.mv.db").toRealPath()
              + " is in use by another process, a gateway or a re-verification");
    }
  }

  @Test
  void command_withoutADatabase_saysSo() throws Exception {
    environment.put("KYC_DATABASE_URL", "");
    assertThat(run(1, "db", "migrate", CONFIG).errors())
        .contains("history.url (KYC_DATABASE_URL) is empty")
        .doesNotContain("\tat ");
  }

  @Test
  void check_ofAConfiguration_namesTheDatabaseAndItsKeys() throws Exception {
    assertThat(run(0, "check", CONFIG).output())
        .contains("history: jdbc:h2:file:" + folder.resolve("history") + ", keys k1");
    assertThat(folder.resolve("history.mv.db")).as("nothing is opened").doesNotExist();
  }

  private void assertRefused(String offender) throws Exception {
    GatewayProcess refused = run(1, "server", CONFIG);
    ProcessSettings.assertOneSentence(refused.output(), refused.errors(), offender);
  }

  private GatewayProcess run(int exitCode, String... arguments) throws Exception {
    GatewayProcess process = GatewayProcess.start(folder, environment, arguments);
    assertThat(process.exitCode()).as(process.output() + process.errors()).isEqualTo(exitCode);
    return process;
  }
}
