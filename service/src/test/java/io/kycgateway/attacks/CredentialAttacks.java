package io.kycgateway.attacks;

import static io.kycgateway.attacks.AttackClass.AUTHENTICATION;

import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.util.List;

/** Credentials that are missing, wrong, of another kind or in the wrong place. */
final class CredentialAttacks {
  private static final String KEY = TestGateway.API_KEY;
  private static final int MORE_THAN_A_MINUTES_GUESSES = 31;

  private CredentialAttacks() {}

  static List<Attack> all() {
    return List.of(
        api("no credentials"),
        api("an empty key", "Authorization: Bearer "),
        api("the scheme alone", "Authorization: Bearer"),
        api("a right key without its scheme", "Authorization: " + KEY),
        api("a right key as Basic credentials", "Authorization: Basic " + KEY),
        api("a right key and a letter more", "Authorization: Bearer " + KEY + "x"),
        api("a right key without its end", "Authorization: Bearer " + KEY.substring(0, 8)),
        api(
            "a right key in capitals",
            "Authorization: Bearer " + KEY.toUpperCase(java.util.Locale.ROOT)),
        api("the digest that the keys' file has", "Authorization: Bearer " + ApiKeys.digest(KEY)),
        api(
            "a wrong key and a right one",
            "Authorization: Bearer x",
            "Authorization: Bearer " + KEY),
        api("a key of 4 KB", "Authorization: Bearer " + "k".repeat(4000)),
        api("an unsigned JWT", "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."),
        api("SQL for a key", "Authorization: Bearer ' OR '1'='1"),
        api("a right key in X-API-Key", "X-API-Key: " + KEY),
        api("a right key in a cookie", "Cookie: access_token=" + KEY),
        new Attack(
            AUTHENTICATION,
            "a right key in the URL",
            target ->
                target.application(
                    "POST /v1/verifications?access_token="
                        + KEY
                        + " HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                        + "Connection: close\r\nContent-Length: "
                        + Requests.genuine().length()
                        + "\r\n\r\n"
                        + Requests.genuine())),
        admin("scrape: no credentials"),
        admin("scrape: a wrong password", "Authorization: " + basic("prometheus", "wrong")),
        admin("scrape: an unknown user", "Authorization: " + basic("root", TestGateway.PASSWORD)),
        admin("scrape: an empty password", "Authorization: " + basic("prometheus", "")),
        admin("scrape: an API key", "Authorization: Bearer " + KEY),
        admin("scrape: what is no Base64", "Authorization: Basic %%%"));
  }

  static List<Attack> guessing() {
    return List.of(
        new Attack(
            AUTHENTICATION,
            "31 guesses in a minute",
            target -> {
              // Twice as many, since a minute may end among the first ones.
              String last = "";
              for (int i = 0; i < 2 * MORE_THAN_A_MINUTES_GUESSES && !last.startsWith("429"); i++) {
                last = target.verifyAs("Authorization: Bearer kyc_" + i);
              }
              return last;
            }),
        new Attack(
            AUTHENTICATION,
            "after them, from the same address, the right key",
            target -> target.verify(Requests.genuine())));
  }

  private static Attack api(String input, String... headers) {
    return new Attack(AUTHENTICATION, input, target -> target.verifyAs(headers));
  }

  private static Attack admin(String input, String... headers) {
    return new Attack(AUTHENTICATION, input, target -> target.admin("GET", "/metrics", headers));
  }

  private static String basic(String user, String password) {
    return TestGateway.basic(user, password);
  }
}
