package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.testing.KeptRecords;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.verification.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker whose database or keys cannot be used: it says which setting is wrong, and calls no
 * module.
 */
class HistoryStartIT {
  private static final PostgresProcess POSTGRES = PostgresProcess.shared();

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void rightSettings() throws Exception {
    HistoryConfiguration history = Kind.POSTGRESQL.configuration();
    KeptRecords.insert(history, KeptRecords.of("sim://genuine", Status.VERIFIED));
    environment.put("KYC_SIMULATOR", "true");
    environment.put("KYC_DATABASE_URL", history.url());
    environment.put("KYC_DATABASE_USER", history.username());
    environment.put("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(folder).toString());
  }

  @Test
  void schema_thatIsMissing_namesTheCommand() {
    environment.put("KYC_DATABASE_URL", POSTGRES.newDatabase());

    assertRefused("the schema is behind: run java -jar kyc-gateway.jar db migrate config.yml");
  }

  @Test
  void password_thatIsWrong_namesItsFile() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "of-another-time\n");
    environment.put("KYC_DATABASE_URL", POSTGRES.newDatabaseOf("worker", "of-this-time"));
    environment.put("KYC_DATABASE_USER", "worker");
    environment.put("KYC_DATABASE_PASSWORD_FILE", password.toString());

    assertThat(assertRefused("check history.username (KYC_DATABASE_USER)"))
        .contains("KYC_DATABASE_PASSWORD_FILE")
        .doesNotContain("of-another-time");
  }

  @Test
  void keys_thatAreMissing_nameTheirFile() {
    environment.put("KYC_HISTORY_KEYS_FILE", folder.resolve("none").toString());

    assertRefused("KYC_HISTORY_KEYS_FILE");
  }

  @Test
  void keys_thatAreWrong_nameTheirLine() throws Exception {
    Path keys = Files.writeString(folder.resolve("wrong"), "k1:c2hvcnQ=\n");
    environment.put("KYC_HISTORY_KEYS_FILE", keys.toString());

    assertThat(assertRefused("KYC_HISTORY_KEYS_FILE")).contains("line 1").doesNotContain("c2hv");
  }

  @Test
  void replica_thatIsReadOnly_startsNoRunAndEndsAsStopped() {
    String name = environment.get("KYC_DATABASE_URL").replaceFirst(".*/", "");
    POSTGRES.execute(
        "postgres", "ALTER DATABASE " + name + " SET default_transaction_read_only = on");

    assertThat(start().code()).isEqualTo(ExitCode.STOPPED);

    assertThat(POSTGRES.query(name, "SELECT COUNT(*) FROM reverification_run"))
        .containsExactly("0");
  }

  private String assertRefused(String message) {
    InProcessBatch.Ended ended = start();
    assertThat(ended.out()).contains("kyc-batch-reverify cannot start").contains(message);
    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    return ended.out();
  }

  private InProcessBatch.Ended start() {
    String config = Path.of("..", "config.yml").toString();
    return InProcessBatch.run(
        environment, List.of("reverify", config, "--select", "--run", "run", "--progress", "none"));
  }
}
