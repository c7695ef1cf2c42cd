package io.kycgateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see while the database of the history is down, or does not commit in time. */
class HistoryOutageIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  @TempDir static Path folder;
  private static PostgresProcess postgres;
  private static HistoryConfiguration history;
  private static TestGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresProcess.start();
    history = HistoryDatabases.migrated(postgres);
    Map<String, String> settings = new HashMap<>();
    settings.put("history.url", history.url());
    settings.put("history.username", history.username());
    settings.put("history.keysFile", HistoryDatabases.keysFile(folder).toString());
    settings.put("rateLimits.enabled", "true");
    settings.put("rateLimits.ip", "100000/1h");
    settings.put("rateLimits.device", "100000/1h");
    settings.put("simulator.journal", folder.resolve("journal").toString());
    settings.put("history.commitTimeout", "5s");
    gateway = TestGateway.start(settings);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    postgres.close();
  }

  @Test
  void database_thatIsDown_isRefusedBeforeAnyModuleIsCalled() throws Exception {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> decided = verify(key);
    assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
    URI kept = gateway.url().resolve("/v1/verifications/" + id(Problems.json(decided.body())));

    postgres.kill();
    try {
      await().atMost(LONG).until(() -> gateway.scrape().value("kyc_history_available") == 0);
      Scrape before = gateway.scrape();
      long before503 = calls();

      HttpResponse<String> refused = verify(null);

      JsonNode problem = Problems.problem(refused, 503, "history_unavailable");
      assertThat(problem.path("retryable").booleanValue()).isTrue();
      assertThat(problem.has("verification_id")).as("none has begun").isFalse();
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.headers().firstValue("RateLimit")).as("not counted").isEmpty();
      assertThat(calls()).as("calls of modules").isEqualTo(before503);
      Scrape after = gateway.scrape();
      assertThat(shed(after) - shed(before)).isEqualTo(1);
      assertThat(after.sum("kyc_verifications_total"))
          .isEqualTo(before.sum("kyc_verifications_total"));

      assertThat(verify(key).body()).as("a decision that was made").isEqualTo(decided.body());
      JsonNode unread = Problems.problem(read(kept), 503, "history_unavailable");
      assertThat(unread.path("detail").textValue()).contains("cannot be read");
    } finally {
      postgres.restart();
    }
    await().atMost(LONG).until(() -> gateway.scrape().value("kyc_history_available") == 1);
    // On a busy machine the database may not be back for good.
    await().atMost(LONG).until(() -> verify(null).statusCode() == 200);
    await().atMost(LONG).until(() -> read(kept).statusCode() == 200);
  }

  @Test
  void commit_thatTakesTooLong_isNotAnsweredAndFreesTheKey() throws Exception {
    String database = history.url().replaceFirst(".*/", "");
    postgres.execute(
        database,
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN PERFORM pg_sleep(9); RETURN NEW; END $$",
        "CREATE TRIGGER slow BEFORE INSERT ON verification FOR EACH ROW EXECUTE FUNCTION slow()");
    String key = UUID.randomUUID().toString();
    await().atMost(LONG).until(() -> gateway.scrape().value("kyc_history_available") == 1);
    Scrape before = gateway.scrape();
    String failed;
    try {
      HttpResponse<String> answer = verify(key);
      JsonNode problem = Problems.problem(answer, 503, "history_unavailable");
      failed = id(problem);
      assertThat(problem.has("session_id")).isTrue();
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    } finally {
      postgres.execute(database, "DROP TRIGGER slow ON verification");
    }
    await().atMost(LONG).until(() -> gateway.scrape().value("kyc_history_available") == 1);
    Scrape after = gateway.scrape();
    assertThat(
            after.value("kyc_history_writes_total", "result", "failed")
                - before.value("kyc_history_writes_total", "result", "failed"))
        .isEqualTo(1);

    // As a client that tries again would: on a busy machine the database may not be back for good.
    HttpResponse<String> again =
        await().atMost(LONG).until(() -> verify(key), answer -> answer.statusCode() != 503);

    assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
    assertThat(again.headers().firstValue("Idempotent-Replayed")).as("it ran again").isEmpty();
    String second = id(Problems.json(again.body()));
    assertThat(second).as("a verification of its own").isNotEqualTo(failed);
    assertThat(read(gateway.url().resolve("/v1/verifications/" + second)).statusCode())
        .isEqualTo(200);
    assertThat(verify(key).headers().firstValue("Idempotent-Replayed")).contains("true");
  }

  private static int calls() throws IOException {
    return Files.readAllLines(folder.resolve("journal")).size();
  }

  private static double shed(Scrape scrape) {
    return scrape.value("kyc_requests_shed_total", "reason", "history");
  }

  private static String id(JsonNode answer) {
    return answer.path("verification_id").textValue();
  }

  private static HttpResponse<String> verify(String key) {
    HttpRequest.Builder request = gateway.verification(Requests.genuine());
    return gateway.send((key == null ? request : request.header("Idempotency-Key", key)).build());
  }

  private static HttpResponse<String> read(URI kept) {
    return gateway.send(
        HttpRequest.newBuilder(kept)
            .header("Authorization", "Bearer " + TestGateway.API_KEY)
            .build());
  }
}
