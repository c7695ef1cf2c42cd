package io.kycgateway.reverify.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.contract.ClientChecks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A re-verification on the embedded database that a gateway has open, and after its end. */
class EmbeddedHistoryProcessIT {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void run_besideTheGateway_andAfterIt_isKeptInItsHistory() throws Exception {
    Path keys = HistoryDatabases.keysFile(folder);
    String database = "jdbc:h2:file:" + folder.resolve("history");
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.put("KYC_DATABASE_URL", database);
    environment.put("KYC_HISTORY_KEYS_FILE", keys.toString());
    String id;
    try (GatewayProcess gateway =
        GatewayProcess.start(folder, environment, "server", TestGateway.CONFIG.toString())) {
      URI verifications = gateway.url().resolve("/v1/verifications");
      id =
          send(HttpRequest.newBuilder(verifications)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(Requests.genuine())))
              .path("verification_id")
              .asText();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server())))
          .as("its name is a secret")
          .isEqualTo("rw-------");

      BatchProcess.Ended beside = reverify("beside", database, keys);

      assertThat(beside.code()).as(beside.out()).isZero();
      assertThat(folder.resolve("beside").resolve("results.report.html")).exists();
      JsonNode original = send(HttpRequest.newBuilder(URI.create(verifications + "/" + id)));
      JsonNode again =
          send(
              HttpRequest.newBuilder(
                  URI.create(verifications + "/" + original.path("reverified_by").asText())));
      assertThat(again.path("reverifies").asText()).isEqualTo(id);
      assertThat(again.path("channel").asText()).isEqualTo("batch");
      assertThat(again.path("session_id")).isEqualTo(original.path("session_id"));
    }

    BatchProcess.Ended after = reverify("after", database, keys);

    assertThat(after.code()).as(after.out()).isZero();
    assertThat(after.out()).contains("1 of 1 records processed");
  }

  private Path server() {
    return folder.resolve("history.server");
  }

  private BatchProcess.Ended reverify(String run, String database, Path keys) throws Exception {
    Path own = Files.createDirectory(folder.resolve(run));
    BatchProcess batch =
        BatchProcess.in(own)
            .env("KYC_DATABASE_URL", database)
            .env("KYC_HISTORY_KEYS_FILE", keys.toString());
    return batch.end(
        batch.launch(
            List.of(
                "reverify",
                Path.of("..", "config.yml").toAbsolutePath().toString(),
                "--select",
                "--older-than",
                "0d",
                "--run",
                run,
                "--output",
                own.resolve("results.jsonl").toString())));
  }

  private JsonNode send(HttpRequest.Builder request) throws Exception {
    return JSON.readTree(
        ClientChecks.checked(
                http.send(
                    request.header("Authorization", "Bearer " + TestGateway.API_KEY).build(),
                    BodyHandlers.ofString()))
            .body());
  }
}
