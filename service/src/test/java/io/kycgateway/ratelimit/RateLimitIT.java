package io.kycgateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits in front of a whole gateway, and attempts to get around them. */
class RateLimitIT {
  private static final String MANY = "1000/1h";

  @Test
  void verifications_beyondTheAddressesQuota_areRefusedAndSayWhen() throws Exception {
    try (TestGateway gateway = gateway("5/1m", MANY, MANY)) {
      HttpResponse<String> first = gateway.verify(Requests.genuine());
      for (int i = 0; i < 4; i++) {
        assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);
      }
      String session = UUID.randomUUID().toString();
      HttpResponse<String> refused = gateway.verify(Requests.withSession(session, "sim://genuine"));

      assertThat(header(first, "RateLimit-Policy"))
          .isEqualTo(
              "\"ip-60s\";q=5;w=60, \"device-3600s\";q=1000;w=3600,"
                  + " \"session-3600s\";q=1000;w=3600");
      assertThat(header(first, "RateLimit"))
          .matches("\"ip-60s\";r=4;t=\\d+, \"device-3600s\";r=999;t=\\d+, \"session-.*");
      JsonNode problem = Problems.problem(refused, 429, "rate_limited");
      assertThat(problem.path("session_id").textValue()).isEqualTo(session);
      assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 60);
      assertThat(header(refused, "RateLimit"))
          .isEqualTo("\"ip-60s\";r=0;t=" + header(refused, "Retry-After"));
      Scrape scrape = Invariants.holdAtRest(gateway);
      assertThat(scrape.value("kyc_verifications_total", "status", "VERIFIED")).isEqualTo(5);
      assertThat(hits(scrape, "ip_limit")).isEqualTo(1);
      assertThat(decisions(scrape, "allowed")).isEqualTo(5);
      assertThat(decisions(scrape, "blocked")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 9.9.9.%d",
        "X-Forwarded-For: 9.9.9.%d, 127.0.0.1",
        "x-forwarded-for: 9.9.9.%d\r\nX-Forwarded-For: 8.8.8.%<d",
        "Forwarded: for=9.9.9.%d",
        "Forwarded: for=\"[2001:db8::%d]:1\";by=127.0.0.1",
        "X-Real-IP: 9.9.9.%d",
        "X-Client-IP: 9.9.9.%d",
        "True-Client-IP: 9.9.9.%d",
        "CF-Connecting-IP: 9.9.9.%d",
        "X-Original-Forwarded-For: 9.9.9.%d",
        "X-Cluster-Client-IP: 9.9.9.%d",
        "Via: 1.1 9.9.9.%d",
        "Host: other-%d",
        "User-Agent: agent-%d",
      })
  void headers_thatClaimAnotherAddress_areNoWayAround(String header) throws Exception {
    try (TestGateway gateway = gateway("2/1h", MANY, MANY)) {
      int allowed = 0;
      for (int i = 1; i <= 4; i++) {
        allowed += send(gateway, header.formatted(i), Requests.genuine()).status() == 200 ? 1 : 0;
      }

      assertThat(allowed).isEqualTo(2);
    }
  }

  @Test
  void proxy_thatIsTrusted_speaksForItsClients() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(
            settings(
                "1/1h", MANY, MANY, Map.of("clientAddress.trustedProxies", "127.0.0.0/8,::1")))) {
      // Each client of the proxy has its own quota; what the client wrote before counts for
      // nothing.
      assertThat(status(gateway, "X-Forwarded-For: 203.0.113.1")).isEqualTo(200);
      assertThat(status(gateway, "X-Forwarded-For: 203.0.113.2")).isEqualTo(200);
      assertThat(status(gateway, "X-Forwarded-For: 203.0.113.1")).isEqualTo(429);
      assertThat(status(gateway, "X-Forwarded-For: 6.6.6.6, 203.0.113.1")).isEqualTo(429);
      assertThat(status(gateway, "X-Forwarded-For: 6.6.6.7\r\nX-Forwarded-For: 203.0.113.1"))
          .isEqualTo(429);
      assertThat(status(gateway, "X-Forwarded-For: ::ffff:203.0.113.1")).isEqualTo(429);
      assertThat(status(gateway, "Forwarded: for=6.6.6.8\r\nX-Forwarded-For: 203.0.113.1"))
          .isEqualTo(429);
      // All of a subscriber's /64 is one client.
      assertThat(status(gateway, "X-Forwarded-For: 2001:db8:1:1::1")).isEqualTo(200);
      assertThat(status(gateway, "X-Forwarded-For: 2001:db8:1:1:ffff::2")).isEqualTo(429);
      assertThat(status(gateway, "X-Forwarded-For: 2001:db8:1:2::1")).isEqualTo(200);
      // No address at all: the proxy's own.
      assertThat(status(gateway, "X-Forwarded-For: garbage")).isEqualTo(200);
      assertThat(status(gateway, "X-Forwarded-For: unknown")).isEqualTo(429);
      assertThat(status(gateway, "X-Forwarded-For: 1.2.3.4.5")).isEqualTo(429);
    }
  }

  @Test
  void device_inOtherCapitalsOrAnotherSession_isTheSameDevice() throws Exception {
    try (TestGateway gateway = gateway(MANY, "2/1d", MANY)) {
      assertThat(gateway.verify(device("Phone-A")).statusCode()).isEqualTo(200);
      assertThat(gateway.verify(device("phone-a")).statusCode()).isEqualTo(200);

      Problems.problem(gateway.verify(device("PHONE-A")), 429, "rate_limited");
      // Blanks around an id make it another text, and no valid one.
      Problems.problem(gateway.verify(device(" phone-a")), 422, "invalid_fields");
      assertThat(gateway.verify(device("phone-b")).statusCode()).isEqualTo(200);
      Scrape scrape = Invariants.holdAtRest(gateway);
      assertThat(hits(scrape, "device_limit")).isEqualTo(1);
    }
  }

  @Test
  void session_repeated_isRefusedInWhateverSpelling() throws Exception {
    try (TestGateway gateway = gateway(MANY, MANY, "2/1h")) {
      String session = "6a10a297-5e39-477e-9737-25497dabab8f";
      String body = Requests.withSession(session, "sim://genuine");
      assertThat(gateway.verify(body).statusCode()).isEqualTo(200);
      assertThat(gateway.verify(body).statusCode()).isEqualTo(200);

      Problems.problem(gateway.verify(body), 429, "rate_limited");
      assertThat(
              gateway.verify(body.replace(session, session.toUpperCase(Locale.ROOT))).statusCode())
          .isNotEqualTo(200);
      assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);
      assertThat(hits(Invariants.holdAtRest(gateway), "session_limit")).isPositive();
    }
  }

  @Test
  void bodies_thatAreInvalid_countAgainstTheirAddress() throws Exception {
    try (TestGateway gateway = gateway("3/1h", MANY, MANY)) {
      Problems.problem(gateway.verify("{"), 400, "malformed_request");
      Problems.problem(gateway.verify("{\"x\": 1}"), 422, "invalid_fields");
      Problems.problem(gateway.verify("[]"), 422, "invalid_fields");

      HttpResponse<String> refused = gateway.verify("{");
      Problems.problem(refused, 429, "rate_limited");
      assertThat(header(refused, "Retry-After")).isNotEmpty();
      Problems.problem(gateway.verify("{\"x\": 1}"), 429, "rate_limited");
      Problems.problem(gateway.verify(Requests.genuine()), 429, "rate_limited");
      Scrape scrape = Invariants.holdAtRest(gateway);
      assertThat(decisions(scrape, "allowed")).isEqualTo(3);
      assertThat(decisions(scrape, "blocked")).isEqualTo(3);
      assertThat(scrape.sum("kyc_verifications_total")).isZero();
    }
  }

  @Test
  void decision_thatWasMade_isGivenAgainWhateverTheLimits() throws Exception {
    try (TestGateway gateway = gateway("1/1h", MANY, MANY)) {
      HttpRequest request =
          gateway.verification(Requests.genuine()).header("Idempotency-Key", "key-1").build();
      HttpResponse<String> first = gateway.send(request);
      assertThat(first.statusCode()).isEqualTo(200);
      Problems.problem(gateway.verify(Requests.genuine()), 429, "rate_limited");

      HttpResponse<String> again = gateway.send(request);

      assertThat(again.statusCode()).isEqualTo(200);
      assertThat(again.body()).isEqualTo(first.body());
      HttpRequest other =
          gateway.verification(Requests.genuine()).header("Idempotency-Key", "key-2").build();
      Problems.problem(gateway.send(other), 429, "rate_limited");
      Scrape scrape = Invariants.holdAtRest(gateway);
      assertThat(decisions(scrape, "allowed")).isEqualTo(1);
      assertThat(decisions(scrape, "blocked")).isEqualTo(2);
    }
  }

  @Test
  void strangers_areNotCounted() throws Exception {
    try (TestGateway gateway = gateway("1/1h", MANY, MANY)) {
      for (int i = 0; i < 5; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(gateway.url().resolve("/v1/verifications"))
                .POST(HttpRequest.BodyPublishers.ofString(Requests.genuine()))
                .header("Content-Type", "application/json")
                .build();
        // Each on a connection of its own: the gateway closes one whose body it did not wait for.
        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
            .isEqualTo(401);
      }

      assertThat(gateway.verify(Requests.genuine()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void client_withoutLimits_isNeverRefusedNorTold() throws Exception {
    try (TestGateway gateway =
        TestGateway.start(
            settings("1/1h", MANY, MANY, Map.of("rateLimits.unlimitedClients", "tester")))) {
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> answer = gateway.verify(Requests.genuine());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
      }
      assertThat(Invariants.holdAtRest(gateway).sum("kyc_rate_limit_decisions_total")).isZero();
    }
  }

  @Test
  void probes_haveNoLimits() throws Exception {
    try (TestGateway gateway = gateway("1/1h", MANY, MANY)) {
      for (int i = 0; i < 5; i++) {
        assertThat(
                gateway
                    .send(
                        HttpRequest.newBuilder(gateway.url().resolve("/health?type=ready")).build())
                    .statusCode())
            .isEqualTo(200);
      }
    }
  }

  private static String device(String id) {
    return Requests.genuine().replace("device-1", id);
  }

  private static int status(TestGateway gateway, String header) throws Exception {
    return send(gateway, header, Requests.genuine()).status();
  }

  private static RawHttp.Answer send(TestGateway gateway, String header, String body)
      throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        header.startsWith("Host:")
            ? RawHttp.head().replaceFirst("Host: [^\r]*", header)
            : RawHttp.head(header);
    return RawHttp.exchange(
        gateway.url(),
        head + "Connection: close\r\nContent-Length: " + bytes.length + "\r\n\r\n" + body);
  }

  private static TestGateway gateway(String ip, String device, String session) throws Exception {
    return TestGateway.start(settings(ip, device, session, Map.of()));
  }

  private static Map<String, String> settings(
      String ip, String device, String session, Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(more);
    settings.put("rateLimits.enabled", "true");
    settings.put("rateLimits.ip", ip);
    settings.put("rateLimits.device", device);
    settings.put("rateLimits.session", session);
    return settings;
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static double hits(Scrape scrape, String reason) {
    return scrape.sum("kyc_rate_limit_hits_total", "reason", reason);
  }

  private static double decisions(Scrape scrape, String decision) {
    return scrape.sum("kyc_rate_limit_decisions_total", "decision", decision);
  }
}
