package io.kycgateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropwizard.util.Duration;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.database.TestSchema;
import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that asks for a password (SCRAM): at the start, and when it changes. */
class HistoryPasswordIT {
  private static final String CONFIG = TestGateway.CONFIG.toString();
  private static final String USER = "kyc";
  private static final String RIGHT = "the-right-one-of-postgres";
  private static final String CHECK =
      "check history.username (KYC_DATABASE_USER) and history.passwordFile"
          + " (KYC_DATABASE_PASSWORD_FILE)";
  private static final java.time.Duration LONG = java.time.Duration.ofSeconds(60);

  @TempDir Path folder;
  private PostgresProcess postgres;
  private String url;
  private Path password;
  private Map<String, String> environment;

  @BeforeEach
  void startPostgres() throws Exception {
    postgres = PostgresProcess.start();
    url = postgres.newDatabaseOf(USER, RIGHT);
    password = Files.writeString(folder.resolve("database-password"), RIGHT + "\n");
    environment = ProcessSettings.simulated(folder);
    environment.put("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(folder).toString());
    environment.put("KYC_DATABASE_URL", url);
    environment.put("KYC_DATABASE_USER", USER);
    environment.put("KYC_DATABASE_PASSWORD_FILE", password.toString());
  }

  @AfterEach
  void stopPostgres() throws Exception {
    postgres.close();
  }

  @Test
  void start_withAWrongPassword_saysWhatToCheck() throws Exception {
    Files.writeString(password, ProcessSettings.PASSWORD);
    assertRefused("the database refuses the user or its password: " + CHECK + " (SQLSTATE 28P01)");

    GatewayProcess migration = run("db", "migrate", CONFIG);
    assertThat(migration.errors())
        .contains("password authentication failed for user")
        .doesNotContain("\tat ");
    assertThat(migration.output() + migration.errors()).doesNotContain(ProcessSettings.PASSWORD);
  }

  @Test
  void start_withoutThePasswordThatIsAskedFor_saysWhatToCheck() throws Exception {
    environment.remove("KYC_DATABASE_PASSWORD_FILE");
    assertRefused("the database asks for a password");
    assertRefused(CHECK);
  }

  @Test
  void start_withAnUnknownUser_saysWhatToCheck() throws Exception {
    environment.put("KYC_DATABASE_USER", "nobody_of_that_name");
    assertRefused("the database refuses the user: " + CHECK);
  }

  @Test
  void password_thatChanges_isReadAgainForTheNextConnection() throws Exception {
    HistoryConfiguration history =
        new HistoryConfiguration(
            url,
            USER,
            password.toString(),
            "",
            Duration.days(365),
            Duration.seconds(2),
            (Integer) 4);
    TestSchema.migrate(history);
    Map<String, String> settings =
        Map.of(
            "history.url",
            url,
            "history.username",
            USER,
            "history.passwordFile",
            password.toString(),
            "history.keysFile",
            HistoryDatabases.keysFile(folder).toString());
    try (TestGateway gateway = TestGateway.start(settings)) {
      assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);

      // A new password ends no connection; what ends them finds out.
      postgres.execute(
          "postgres",
          "ALTER ROLE kyc PASSWORD 'changed'",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kyc'");
      await().atMost(LONG).until(() -> gateway.scrape().value("kyc_history_available") == 0);
      JsonNode refused =
          Problems.problem(gateway.verify(Requests.genuine()), 503, "history_unavailable");
      JsonNode unread = Problems.problem(gateway.send(list(gateway)), 503, "history_unavailable");
      assertThat(refused.toString() + unread).doesNotContain(RIGHT, "kyc_", "28P01");

      Files.writeString(password, "changed\n");
      await().atMost(LONG).until(() -> gateway.scrape().value("kyc_history_available") == 1);
      assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);
      await().atMost(LONG).until(() -> gateway.send(list(gateway)).statusCode() == 200);
    }
  }

  @Test
  void passwords_ofARotation_areTriedInTurn() throws Exception {
    // Whichever of them the database has: before its change and after it.
    for (String file : List.of(RIGHT + "\nthe next one\n", "the one before\n" + RIGHT + "\n")) {
      Files.writeString(password, file);
      try (GatewayProcess gateway = GatewayProcess.start(folder, environment, "server", CONFIG)) {
        assertThat(gateway.exitCode()).isEqualTo(1);
        // It has been let in: what stops it is the schema.
        assertThat(gateway.errors()).contains("the schema is behind");
      }
    }
    Files.writeString(password, "the one before\nthe next one\n");
    assertRefused("the database refuses the user or its password: " + CHECK + " (SQLSTATE 28P01)");
  }

  private static HttpRequest list(TestGateway gateway) {
    return HttpRequest.newBuilder(gateway.url().resolve("/v1/verifications"))
        .header("Authorization", "Bearer " + TestGateway.API_KEY)
        .build();
  }

  private void assertRefused(String sentence) throws Exception {
    GatewayProcess refused = run("server", CONFIG);
    ProcessSettings.assertOneSentence(refused.output(), refused.errors(), sentence);
    assertThat(refused.output() + refused.errors()).doesNotContain(RIGHT);
  }

  private GatewayProcess run(String... arguments) throws Exception {
    GatewayProcess process = GatewayProcess.start(folder, environment, arguments);
    assertThat(process.exitCode()).as(process.output() + process.errors()).isEqualTo(1);
    return process;
  }
}
