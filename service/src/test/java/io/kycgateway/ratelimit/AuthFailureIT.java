package io.kycgateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody guesses credentials behind the same address as somebody who has them. */
class AuthFailureIT {
  private static final int PER_MINUTE = 5;

  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = TestGateway.start(Map.of("authFailures.perMinute", "" + PER_MINUTE));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void apiKey_guessedTooOften_isTurnedAwayWhileTheRightOnePasses() throws Exception {
    for (int i = 0; i < PER_MINUTE; i++) {
      Problems.problem(guessKey(i), 401, "unauthorized");
    }
    for (int i = 0; i < 3; i++) {
      RawHttp.Answer refused = guessKey(i);
      Problems.problem(refused, 429, "too_many_failures");
      assertThat(Integer.parseInt(refused.headers().get("retry-after"))).isBetween(1, 61);
      assertThat(refused.headers()).containsEntry("connection", "close");
      assertThat(gateway.verify(Requests.genuine()).statusCode())
          .as("the right key")
          .isEqualTo(200);
    }
    assertThat(ask("POST", "/v1/verifications", null).status()).as("no key at all").isEqualTo(401);

    Scrape scrape = Invariants.holdAtRest(gateway);
    assertThat(scrape.value("kyc_api_auth_failures_total")).isEqualTo(PER_MINUTE + 3 + 1);
  }

  @Test
  void adminPassword_guessedTooOften_isTurnedAwayWhileTheRightOnePasses() {
    for (int i = 0; i < PER_MINUTE; i++) {
      assertThat(guessPassword(i).status()).isEqualTo(401);
    }
    RawHttp.Answer refused = guessPassword(0);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body()).isEqualTo("429 Too Many Requests\n");
    assertThat(Integer.parseInt(refused.headers().get("retry-after"))).isBetween(1, 61);
    assertThat(refused.headers()).doesNotContainKey("www-authenticate");

    assertThat(gateway.scrape().value("kyc_admin_auth_failures_total")).isEqualTo(PER_MINUTE + 1);
    assertThat(guessKey(0).status()).as("counted together").isEqualTo(429);
  }

  private RawHttp.Answer guessKey(int number) {
    return ask("POST", "/v1/verifications", "Bearer kyc_guess-" + number);
  }

  private RawHttp.Answer ask(String method, String target, String authorization) {
    return RawHttp.ask(gateway.url(), method, target, authorization);
  }

  private RawHttp.Answer guessPassword(int number) {
    return RawHttp.ask(
        gateway.adminUrl(),
        "GET",
        "/metrics",
        TestGateway.basic(number % 2 == 0 ? TestGateway.USERNAME : "nobody", "guess-" + number));
  }
}
