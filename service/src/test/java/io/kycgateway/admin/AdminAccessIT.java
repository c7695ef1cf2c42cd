package io.kycgateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.TestGateway;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Without the metrics password nothing of the admin connector is accessible, by any route. */
class AdminAccessIT {
  private static final String RIGHT = TestGateway.basic(TestGateway.USERNAME, TestGateway.PASSWORD);
  private static final List<String> PATHS =
      List.of(
          "/metrics",
          "/metrics/",
          "/metrics?name[]=kyc_build_info",
          "/%6detrics",
          "/metrics%2F",
          "/x/../metrics",
          "/./metrics",
          "/%2e/metrics",
          "/x/%2e%2e/metrics",
          "//metrics",
          "/metrics//",
          "/metrics;a=b",
          "/;a=b/metrics",
          "/metrics%00",
          "/METRICS",
          "/ping",
          "/threads",
          "/healthcheck",
          "/tasks/gc",
          "/tasks/log-level",
          "/",
          "*",
          "http://127.0.0.1/metrics");
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "SCRAPE");

  // A sample, Dropwizard's JSON, a thread, the answers of ping and of a health check.
  private static final Pattern SHOWS_SOMETHING =
      Pattern.compile(
          "(?m)^(kyc|jvm|http|jetty|process|logback)_|# TYPE|gauges|java\\.lang|pong|deadlocks");

  @RegisterExtension static final TestGateway gateway = TestGateway.forClass();

  static Stream<Arguments> strangers() {
    Map<String, String> strangers = new LinkedHashMap<>();
    strangers.put("nobody", null);
    strangers.put("wrong password", TestGateway.basic(TestGateway.USERNAME, "wrong"));
    strangers.put("wrong user", TestGateway.basic("admin", TestGateway.PASSWORD));
    strangers.put("empty password", TestGateway.basic(TestGateway.USERNAME, ""));
    strangers.put("broken base64", "Basic ????");
    strangers.put("no base64", "Basic");
    strangers.put("no colon", "Basic " + base64(TestGateway.USERNAME + TestGateway.PASSWORD));
    strangers.put("the right pair as a bearer", "Bearer" + RIGHT.substring("Basic".length()));
    strangers.put("an API key", "Bearer " + TestGateway.API_KEY);
    strangers.put("an API key as password", TestGateway.basic("tester", TestGateway.API_KEY));
    return strangers.entrySet().stream().map(s -> arguments(s.getKey(), s.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strangers")
  void adminConnector_stranger_isRefusedEverywhere(String who, String authorization) {
    double before = gateway.scrape().value("kyc_admin_auth_failures_total");
    int unauthorized = assertRefused(gateway.adminUrl(), authorization);

    assertThat(unauthorized).as("most paths reach the filter").isGreaterThan(METHODS.size() * 8);
    assertThat(gateway.scrape().value("kyc_admin_auth_failures_total"))
        .as("every 401 is counted")
        .isEqualTo(before + unauthorized);
  }

  @Test
  void applicationConnector_anyClient_findsNothingOfTheAdminConnector() {
    assertRefusedWithoutAChallenge(null);
    assertRefusedWithoutAChallenge(RIGHT);
    assertRefusedWithoutAChallenge("Bearer " + TestGateway.API_KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /metrics, 200",
    "HEAD, /metrics, 200",
    "GET, /ping, 200",
    "GET, /threads, 200",
    "GET, /healthcheck, 200",
    "POST, /tasks/gc, 200",
    "GET, /nothing, 404",
  })
  void adminConnector_rightCredentials_areLetIn(String method, String path, int status) {
    assertThat(RawHttp.ask(gateway.adminUrl(), method, path, RIGHT).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"basic", "BASIC", "Basic  "})
  void adminConnector_schemeInAnySpelling_isLetIn(String scheme) {
    String authorization = scheme + " " + RIGHT.substring("Basic ".length());

    RawHttp.Answer response = RawHttp.ask(gateway.adminUrl(), "GET", "/metrics", authorization);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).contains("kyc_verifications_total");
  }

  private static void assertRefusedWithoutAChallenge(String authorization) {
    assertThat(assertRefused(gateway.url(), authorization)).as("answers of 401").isZero();
  }

  /** How many of the answers were 401. */
  private static int assertRefused(URI server, String authorization) {
    List<String> faults = new ArrayList<>();
    int unauthorized = 0;
    for (String path : PATHS) {
      for (String method : METHODS) {
        RawHttp.Answer response = RawHttp.ask(server, method, path, authorization);
        if (!isRefusal(response)) {
          faults.add(method + " " + path + ": " + response);
        }
        unauthorized += response.status() == 401 ? 1 : 0;
      }
    }
    assertThat(faults).isEmpty();
    return unauthorized;
  }

  private static boolean isRefusal(RawHttp.Answer response) {
    boolean challenged =
        response.headers().getOrDefault("www-authenticate", "").startsWith("Basic realm=");
    return (response.status() == 404 || (response.status() == 401 && challenged))
        && !SHOWS_SOMETHING.matcher(response.body()).find();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
