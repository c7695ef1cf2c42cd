package io.kycgateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.contract.ClientChecks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many verifications, while the gateway is killed and its database is killed: what was answered is
 * kept exactly once, and what is kept was answered, or its client saw a failure.
 */
class HistoryCrashProcessIT {
  private static final int REQUESTS = 2000;
  private static final int CLIENTS = 16;
  @TempDir Path folder;

  @Test
  void decision_thatWasAnswered_isKeptOnceWhateverDies() throws Exception {
    try (PostgresProcess postgres = PostgresProcess.start()) {
      HistoryConfiguration history = HistoryDatabases.migrated(postgres);
      Map<String, String> environment = ProcessSettings.simulated(folder);
      environment.put("KYC_DATABASE_URL", history.url());
      environment.put("KYC_DATABASE_USER", history.username());
      environment.put("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(folder).toString());

      Map<String, String> decided = new ConcurrentHashMap<>();
      AtomicInteger failures = new AtomicInteger();
      AtomicInteger left = new AtomicInteger(REQUESTS);
      GatewayProcess gateway = start(environment);
      for (int round = 0; round < 4; round++) {
        boolean isLast = round == 3;
        int until = isLast ? 0 : left.get() - REQUESTS / 4;
        URI url = gateway.url();
        List<Future<?>> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(threads.submit(() -> send(url, until, left, decided, failures)));
        }
        if (round == 1) {
          // The gateway outlives this one.
          awaitLeft(left, REQUESTS * 5 / 8);
          postgres.kill();
          postgres.restart();
        }
        if (!isLast) {
          awaitLeft(left, until + CLIENTS);
          gateway.close();
          gateway = start(environment);
        }
        for (Future<?> client : clients) {
          client.get();
        }
        threads.shutdown();
      }
      gateway.close();

      assertThat(decided.size() + failures.get()).isEqualTo(REQUESTS);
      assertThat(decided).hasSizeGreaterThan(REQUESTS / 2);
      assertThat(failures.get()).as("the faults were felt").isPositive();
      Map<String, String> kept = new HashMap<>();
      try (HistoryDatabases.Opened opened = HistoryDatabases.open(history)) {
        opened
            .jdbi()
            .useHandle(
                handle ->
                    handle
                        .createQuery("SELECT id, status FROM verification")
                        .mapToMap()
                        .forEach(
                            row ->
                                assertThat(
                                        kept.put(
                                            row.get("id").toString(), (String) row.get("status")))
                                    .as("twice")
                                    .isNull()));
      }
      assertThat(kept).as("each answered decision").containsAllEntriesOf(decided);
      assertThat(kept.size() - decided.size())
          .as("records without an answer: their clients saw a failure")
          .isBetween(0, failures.get());
    }
  }

  private GatewayProcess start(Map<String, String> environment) throws IOException {
    GatewayProcess gateway =
        GatewayProcess.start(folder, environment, "server", TestGateway.CONFIG.toString());
    URI unused = gateway.url();
    return gateway;
  }

  private static void awaitLeft(AtomicInteger left, int atMost) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofMinutes(2))
        .until(() -> left.get() <= atMost);
  }

  private static void send(
      URI url, int until, AtomicInteger left, Map<String, String> decided, AtomicInteger failures) {
    HttpClient http = HttpClient.newHttpClient();
    while (true) {
      int mine = left.getAndUpdate(value -> value > until ? value - 1 : value);
      if (mine <= until) {
        return;
      }
      try {
        HttpRequest request =
            HttpRequest.newBuilder(url.resolve("/v1/verifications"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TestGateway.API_KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Requests.genuine()))
                .build();
        HttpResponse<String> answer =
            ClientChecks.checked(http.send(request, BodyHandlers.ofString()));
        if (answer.statusCode() == 200) {
          JsonNode decision = Problems.json(answer.body());
          decided.put(
              decision.path("verification_id").textValue(), decision.path("status").textValue());
        } else {
          failures.incrementAndGet();
        }
      } catch (IOException e) {
        failures.incrementAndGet();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
