package io.kycgateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.PostgresProcess;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The limits of reading, listing and erasing kept verifications. */
class ReadLimitsIT {
  private static final String ALL = "/v1/verifications";
  private static final String NONE_SUCH = ALL + "/" + UUID.randomUUID();

  @Test
  void requests_beyondTheQuota_areRefusedWhateverTheyAsk() throws Exception {
    try (TestGateway gateway = gateway("4/1h", Map.of())) {
      JsonNode verified = Problems.json(gateway.verify(Requests.genuine()).body());
      String one = ALL + "/" + verified.path("verification_id").textValue();

      HttpResponse<String> first = read(gateway, "GET", one);
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"read-3600s\";q=4;w=3600");
      assertThat(header(first, "RateLimit")).matches("\"read-3600s\";r=3;t=\\d+");
      assertThat(read(gateway, "GET", ALL).statusCode()).isEqualTo(200);
      assertThat(read(gateway, "GET", NONE_SUCH).statusCode()).isEqualTo(404);
      assertThat(read(gateway, "GET", ALL + "?limit=0").statusCode()).isEqualTo(422);

      for (HttpResponse<String> refused :
          List.of(
              read(gateway, "GET", one),
              read(gateway, "GET", ALL),
              read(gateway, "DELETE", one),
              read(gateway, "GET", NONE_SUCH))) {
        JsonNode unused = Problems.problem(refused, 429, "rate_limited");
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(3500, 3600);
        assertThat(header(refused, "RateLimit"))
            .isEqualTo("\"read-3600s\";r=0;t=" + header(refused, "Retry-After"));
      }
      HttpResponse<String> again = gateway.verify(Requests.genuine());
      assertThat(again.statusCode()).as("verifications have limits of their own").isEqualTo(200);
      assertThat(header(again, "RateLimit-Policy")).doesNotContain("read");

      Scrape scrape = gateway.scrape();
      assertThat(hits(scrape, ALL)).isEqualTo(1);
      assertThat(hits(scrape, ALL + "/{id}")).isEqualTo(3);
      assertThat(decisions(scrape, ALL, "allowed")).as("two of them POST").isEqualTo(4);
      assertThat(decisions(scrape, ALL + "/{id}", "allowed")).isEqualTo(2);
      assertThat(decisions(scrape, ALL + "/{id}", "blocked")).isEqualTo(3);
    }
  }

  @Test
  void reading_byDefault_hasNoLimit() throws Exception {
    try (TestGateway gateway = gateway("", Map.of("rateLimits.ip", "1/1h"))) {
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> answer = read(gateway, "GET", ALL);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
      }
      assertThat(gateway.scrape().sum("kyc_rate_limit_decisions_total")).isZero();
    }
  }

  @Test
  void client_withoutLimits_readsAsMuchAsItLikes() throws Exception {
    try (TestGateway gateway = gateway("1/1h", Map.of("rateLimits.unlimitedClients", "tester"))) {
      for (int i = 0; i < 5; i++) {
        assertThat(read(gateway, "GET", ALL).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void stranger_isNotCounted() throws Exception {
    try (TestGateway gateway = gateway("1/1h", Map.of())) {
      for (int i = 0; i < 3; i++) {
        HttpRequest stranger = HttpRequest.newBuilder(gateway.url().resolve(ALL)).build();
        assertThat(gateway.send(stranger).statusCode()).isEqualTo(401);
      }
      assertThat(read(gateway, "GET", ALL).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void reading_thatTheDatabaseCouldNotDo_isRefunded() throws Exception {
    try (PostgresProcess postgres = PostgresProcess.start()) {
      Map<String, String> settings = new HashMap<>();
      settings.put("history.url", HistoryDatabases.migrated(postgres).url());
      settings.put("history.username", PostgresProcess.user());
      try (TestGateway gateway = gateway("1/1h", settings)) {
        postgres.kill();
        for (int i = 0; i < 3; i++) {
          HttpResponse<String> failed = read(gateway, "GET", ALL);
          JsonNode unused = Problems.problem(failed, 503, "history_unavailable");
          assertThat(header(failed, "RateLimit")).isEmpty();
        }
        postgres.restart();
      }
    }
  }

  private TestGateway gateway(String read, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(HistoryDatabases.embedded());
    settings.put("rateLimits.enabled", "true");
    settings.put("rateLimits.ip", "1000/1h");
    settings.put("rateLimits.device", "1000/1h");
    if (!read.isEmpty()) {
      settings.put("rateLimits.read", read);
    }
    settings.putAll(more);
    return TestGateway.start(settings);
  }

  private static HttpResponse<String> read(TestGateway gateway, String method, String path) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.url().resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(""))
            .header("Authorization", "Bearer " + TestGateway.API_KEY)
            .build());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static double hits(Scrape scrape, String endpoint) {
    return scrape.value("kyc_rate_limit_hits_total", "endpoint", endpoint, "reason", "ip_limit");
  }

  private static double decisions(Scrape scrape, String endpoint, String decision) {
    return scrape.value(
        "kyc_rate_limit_decisions_total", "endpoint", endpoint, "decision", decision);
  }
}
