package io.kycgateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.testing.Canaries;
import io.kycgateway.testing.FaultServer;
import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.OtlpCollector;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.SpanTree;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.contract.ClientChecks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Canaries go in wherever a client or a module can put something, and come out nowhere: not in an
 * answer, a span, the log (of every level), a scrape in any format, or anything else of the admin
 * connector. Kept on purpose are the request id and the trace id where they are valid, the session
 * id, the API client's name, and, in the answer to the client alone, the modules' reasons.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PersonalDataIT {
  private static final String SESSION = "0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @TempDir static Path folder;
  private static final Map<String, FaultServer> MODULES = new HashMap<>();
  private static OtlpCollector collector;
  private static GatewayProcess gateway;
  private static boolean isJson;

  @BeforeAll
  static void start(TestInfo test) throws Exception {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    isJson = test.getTestClass().orElseThrow() == PersonalDataJsonIT.class;
    environment.put("KYC_LOG_FORMAT", isJson ? "json" : "text");
    environment.remove("KYC_SIMULATOR");
    // The most talkative that an operator can make it.
    environment.put("KYC_LOG_LEVEL", "TRACE");
    for (String module : Invariants.MODULES) {
      MODULES.put(module, FaultServer.start(module));
      environment.put(
          "KYC_" + module.toUpperCase(Locale.ROOT) + "_URL",
          MODULES.get(module).url() + "zq7canary/" + module + "?zq7canary=1");
    }
    collector = OtlpCollector.start();
    environment.put("OTEL_TRACES_EXPORTER", "otlp");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
    environment.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=zq7canary");
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "100");
    environment.put("KYC_DATABASE_URL", "jdbc:h2:file:" + folder.resolve("history"));
    environment.put("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(folder).toString());
    gateway = GatewayProcess.start(folder, environment, "server", TestGateway.CONFIG.toString());
    URI unused = gateway.url();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    collector.close();
    MODULES.values().forEach(FaultServer::close);
  }

  static Stream<Arguments> validRequests() {
    String session = "\"session_id\": \"" + SESSION + "\", ";
    return Stream.of(false, true)
        .flatMap(
            inline ->
                Stream.of(
                        List.<String>of(),
                        List.of(
                            "X-Request-ID: rid-1",
                            "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01",
                            "tracestate: zq7canary=zq7canary",
                            "baggage: zq7canary=zq7canary"),
                        List.of("X-Request-ID: zq7canary with spaces", "traceparent: zq7canary"),
                        List.of(
                            "X-Request-ID: " + "zq7canary".repeat(50),
                            "traceparent: 01-" + TRACE + "-00f067aa0ba902b7-01-zq7canary"),
                        List.of(
                            "X-Forwarded-For: 203.0.113.77, 2001:db8:77::7, zq7canary",
                            "Forwarded: for=\"[2001:db8:77::7]\";host=zq7canary;proto=https",
                            "X-Real-IP: 203.0.113.77",
                            "X-Forwarded-Host: zq7canary.example",
                            "Via: 1.1 zq7canary"),
                        List.of(
                            "User-Agent: zq7canary/1.0",
                            "Referer: https://zq7canary.example/zq7canary",
                            "Origin: https://zq7canary.example",
                            "Cookie: session=zq7canary",
                            "From: zq7canary@example.org",
                            "Accept-Language: zq7canary",
                            "X-Anything: zq7canary"),
                        List.of("Idempotency-Key: \"zq7canary-key-" + inline + "\""),
                        List.of("Idempotency-Key: zq7canary-key-" + inline))
                    .map(
                        headers ->
                            Arguments.of(
                                Canaries.body(inline).replaceFirst("\\{", "{" + session),
                                headers)));
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("validRequests")
  void request_thatIsValid_leavesNothing(String body, List<String> headers) throws Exception {
    modulesAnswer(Canaries.scored(), Canaries.decided());

    RawHttp.Answer answer = post("/v1/verifications", body, headers);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).as("reasons are for the client").contains(Canaries.REASON);
    assertThat(Problems.json(answer.body()).path("session_id").textValue()).isEqualTo(SESSION);
    absent(answer.headers(), answer.body().replace(Canaries.REASON, ""));
  }

  static Stream<Arguments> badRequests() {
    String good = Canaries.body(false);
    Stream<Arguments> bodies =
        Stream.of(
                "zq7canary",
                "\"zq7canary\"",
                "[\"zq7canary\"]",
                "{\"zq7canary\": ",
                "{\"selfie\": zq7canary}",
                good.substring(0, good.length() - 1),
                good + " zq7canary",
                good.replace("{\"device_id\"", "{\"device_id\": \"zq7canary\", \"device_id\""),
                good.replace(
                    "{\"device_id\"", "{\"zq7canary\": 1, \"zq7canary\": 2, \"device_id\""),
                good.replace("{\"device_id\"", "{\"zq7canary\": \"zq7canary\", \"device_id\""),
                good.replace("{\"device_id\"", "{\"session_id\": \"zq7canary\", \"device_id\""),
                good.replace("{\"uri\"", "{\"zq7canary\": {\"zq7canary\": 1}, \"uri\""),
                good.replace("zq7canary-device", "zq7canary device"),
                good.replace("\"zq7canary-device\"", "[\"zq7canary\"]"),
                good.replace("s3://zq7canary/selfie", "zq7canary selfie"),
                good.replace("zq7canary_type", "zq7canary TYPE"),
                good.replace("XOM", "zq7canary"),
                good.replace("\"zq7canary value\"", "{\"zq7canary\": \"zq7canary\"}"),
                good.replace("zq7canary name", "zq7canary".repeat(10)),
                good.replace("zq7canary value", "zq7canary".repeat(100)),
                Canaries.body(true).replace("zq7canaryselfie0", "zq7canary!"),
                Canaries.body(true).replace("image/zq7canary", "zq7canary"),
                "[".repeat(40) + "\"zq7canary\"",
                "{\"zq7canary\u00c3(\": 1}",
                "{\"zq7canary\u0001\": 1}",
                "{\"zq7canary\": 1e999999999, \"zq7canary\": NaN}")
            .map(body -> Arguments.of("/v1/verifications", body, List.of()));
    Stream<Arguments> headers =
        Stream.of(
                List.of("Idempotency-Key: zq7canary, zq7canary"),
                List.of("Idempotency-Key: \"zq7canary"),
                List.of("Idempotency-Key: " + "zq7canary".repeat(30)),
                List.of("Content-Type: text/zq7canary"),
                List.of("Content-Type: zq7canary"),
                List.of("Content-Type: application/json; charset=zq7canary"),
                List.of("Content-Encoding: zq7canary"),
                List.of("Accept: text/zq7canary"),
                List.of("Accept: zq7canary"),
                List.of("Expect: zq7canary"),
                List.of("Transfer-Encoding: zq7canary"),
                List.of("Authorization: Bearer zq7canary"),
                List.of("Authorization: Basic zq7canary"),
                List.of("Authorization: zq7canary"),
                List.of("Host: zq7canary:zq7canary"),
                List.of("zq7 canary: zq7canary"),
                List.of("zq7canary\u0000: zq7canary"),
                List.of("X-Long: " + "zq7canary".repeat(2000)))
            .map(header -> Arguments.of("/v1/verifications", good, header));
    Stream<Arguments> paths =
        Stream.of(
                "/zq7canary",
                "/v1/verifications/zq7canary",
                "/v1/verifications;zq7canary=zq7canary",
                "/v1/zq7canary/../verifications?zq7canary",
                "/v1/verifications/%2e%2e/zq7canary",
                "/%zq7canary",
                "http://zq7canary.example/zq7canary",
                "/v1/verifications?api_key=zq7canary#zq7canary",
                "/health?type=zq7canary&name=zq7canary",
                "/" + "zq7canary".repeat(2000))
            .map(path -> Arguments.of(path, "zq7canary", List.of()));
    return Stream.of(bodies, headers, paths).flatMap(s -> s);
  }

  @Order(2)
  @ParameterizedTest
  @MethodSource("badRequests")
  void request_thatIsBad_isRefusedAndLeavesNothing(String path, String body, List<String> headers)
      throws Exception {
    RawHttp.Answer answer = post(path, body, headers);

    assertThat(answer.status()).isBetween(200, 599);
    absent(answer.headers(), answer.body().replace(Canaries.REASON, ""));
  }

  @Order(2)
  @ParameterizedTest
  @MethodSource("methods")
  void request_ofAnyMethod_leavesNothing(String requestLine) throws Exception {
    String head = requestLine + "\r\nHost: zq7canary.example\r\nConnection: close\r\n";
    RawHttp.Answer answer =
        exchange(head + "Authorization: Bearer zq7canary\r\nContent-Length: 0\r\n\r\n");

    absent(answer.headers(), answer.body());
  }

  static Stream<String> methods() {
    return Stream.of(
        "ZQ7CANARY /v1/verifications HTTP/1.1",
        "GET /v1/verifications?zq7canary HTTP/1.1",
        "TRACE /zq7canary HTTP/1.1",
        "OPTIONS /v1/verifications?zq7canary HTTP/1.1",
        "GET /zq7canary HTTP/1.0",
        "GET /zq7canary HTTP/zq7canary",
        "zq7canary");
  }

  static Stream<String> moduleAnswers() {
    String canary = "{\"zq7canary\": \"zq7canary\"}";
    return Stream.of(
        Canaries.http("500 zq7canary", "X-Zq7: zq7canary", canary),
        Canaries.http("404 zq7canary", "Content-Type: text/zq7canary", "<html>zq7canary</html>"),
        Canaries.http("429 zq7canary", "Retry-After: zq7canary", canary),
        Canaries.http("302 zq7canary", "Location: http://127.0.0.77/zq7canary", canary),
        Canaries.http("401 zq7canary", "WWW-Authenticate: zq7canary realm=zq7canary", canary),
        Canaries.http("200 OK", "Set-Cookie: zq7canary=zq7canary", canary),
        Canaries.http("200 OK", "Content-Encoding: zq7canary", canary),
        Canaries.http("200 OK", "Content-Type: zq7canary", "zq7canary"),
        Canaries.http("200 OK", "X: y", "{\"score\": \"zq7canary\", \"status\": \"zq7canary\"}"),
        Canaries.http(
            "200 OK", "X: y", "{\"score\": 0.5, \"reasons\": \"zq7canary\", \"status\": \"\"}"),
        Canaries.http(
            "200 OK", "X: y", "{\"score\": 0.5, \"reasons\": [{\"zq7canary\": \"zq7canary\"}]}"),
        Canaries.http("200 OK", "X: y", "{\"score\": 0.5, \"attack_type\": [\"zq7canary\"]}"),
        Canaries.http("200 OK", "X: y", "{\"score\": 0.5, \"score\": \"zq7canary\"}"),
        Canaries.http("200 OK", "X: y", "{\"score\": 0.5, \"details\": zq7canary"),
        "HTTP/1.1 200 OK\r\nContent-Length: zq7canary\r\n\r\nzq7canary",
        "HTTP/1.1 zq7canary zq7canary\r\nzq7canary\r\n\r\n",
        "zq7canary");
  }

  @Order(3)
  @ParameterizedTest
  @MethodSource("moduleAnswers")
  void module_thatAnswersWrongly_isReportedWithoutItsWords(String bytes) throws Exception {
    for (String module : List.of("liveness", "ocr", "decision")) {
      modulesAnswer(Canaries.scored(), Canaries.decided());
      MODULES.get(module).answer(bytes);

      RawHttp.Answer answer = post("/v1/verifications", Canaries.body(false), List.of());

      if (answer.status() != 200) {
        assertThat(answer.status()).as(answer.body()).isIn(502, 504);
        absent(answer.headers(), answer.body());
      } else {
        absent(answer.headers(), answer.body().replace(Canaries.REASON, ""));
      }
    }
  }

  @Order(3)
  @Test
  void module_thatFailsOnTheWire_isReportedWithoutItsAddress() throws Exception {
    modulesAnswer(Canaries.scored(), Canaries.decided());
    MODULES.get("ocr").resetInMidBody();
    RawHttp.Answer reset = post("/v1/verifications", Canaries.body(true), List.of());
    assertThat(reset.status()).isEqualTo(502);
    absent(reset.headers(), reset.body());

    MODULES.get("ocr").refuse();
    RawHttp.Answer refused = post("/v1/verifications", Canaries.body(true), List.of());
    assertThat(refused.status()).isEqualTo(502);
    absent(refused.headers(), refused.body());
    MODULES.get("ocr").recover();
  }

  @Order(4)
  @Test
  void adminConnector_whateverIsAsked_hasNothing() throws Exception {
    modulesAnswer(Canaries.scored(), Canaries.decided());
    // A dump of threads while one of them is in a verification.
    MODULES.get("liveness").beSilent();
    CountDownLatch sent = new CountDownLatch(1);
    Thread client =
        new Thread(
            () -> {
              try (Socket socket = connect(request("/v1/verifications", Canaries.body(true)))) {
                sent.countDown();
                RawHttp.Answer unused = RawHttp.read(socket.getInputStream());
              } catch (IOException e) {
                sent.countDown();
              }
            });
    client.start();
    sent.await();
    List<String> paths =
        List.of(
            "/metrics",
            "/metrics?name[]=zq7canary",
            "/threads",
            "/healthcheck",
            "/ping",
            "/zq7canary?zq7canary",
            "/tasks/zq7canary",
            "/");
    List<String> formats =
        List.of(
            "text/plain",
            "application/openmetrics-text; version=1.0.0",
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
                + " encoding=delimited",
            "*/*");
    String right = TestGateway.basic(TestGateway.USERNAME, ProcessSettings.PASSWORD);
    for (String path : paths) {
      for (String format : formats) {
        for (String credentials : List.of(right, TestGateway.basic("zq7canary", "zq7canary"))) {
          HttpResponse<byte[]> response = ask(path, format, credentials);
          Canaries.areAbsentFrom(
              path + " as " + format,
              response.headers().map() + new String(response.body(), ISO_8859_1));
        }
      }
    }
    assertThat(new String(ask("/metrics", formats.get(1), right).body(), ISO_8859_1))
        .as("exemplars, and what a trace begins with")
        .contains("# {span_id=")
        .contains("kyc_idempotent_requests_total{result=\"replayed\"} 2.0");
    MODULES.get("liveness").recover();
    client.join();
  }

  @Order(5)
  @Test
  void log_ofAllThat_hasNothing() throws Exception {
    String log = gateway.output() + gateway.errors();

    Canaries.areAbsentFrom("log", log);
    assertThat(log).as("what is kept on purpose").contains("client=tester");
    if (isJson) {
      List<JsonNode> lines =
          gateway
              .output()
              .lines()
              .filter(line -> line.startsWith("{"))
              .map(Problems::json)
              .toList();
      assertThat(lines)
          .as("application and access lines have the same fields")
          .anySatisfy(line -> assertHasRequest(line, "POST /v1/verifications 200 "))
          .anySatisfy(line -> assertHasRequest(line, "verification failed: "))
          .as("it was at its most talkative")
          .anySatisfy(line -> assertThat(line.path("log.level").asText()).isEqualTo("TRACE"));
    } else {
      assertThat(log)
          .contains("request_id=rid-1", "trace_id=" + TRACE, "session_id=" + SESSION)
          .as("it was at its most talkative")
          .containsPattern("Z (TRACE|DEBUG) ");
    }
  }

  @Order(5)
  @Test
  void spans_ofAllThat_haveNothing() {
    SpanTree given = collector.await(TRACE, 7);

    for (OtlpCollector.Export export : collector.exports()) {
      Canaries.areAbsentFrom("spans", new String(export.body(), ISO_8859_1));
    }
    assertThat(given.spans()).as("of valid requests").isNotEmpty();
    assertThat(collector.spans().toString())
        .as("of failed ones too")
        .contains("module_failed", "int_value: 401")
        .as("not even what the log may have")
        .doesNotContain(SESSION, "rid-1");
  }

  @Order(6)
  @Test
  void files_ofTheDatabase_haveNothingInClear() throws Exception {
    HttpResponse<String> listed =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(gateway.url().resolve("/v1/verifications?limit=200"))
                    .header("Authorization", "Bearer " + TestGateway.API_KEY)
                    .build(),
                BodyHandlers.ofString());
    assertThat(listed.body()).contains(SESSION, Canaries.REASON, "\"inline\"", "\"stored\"");
    assertThat(listed.body().replace(Canaries.REASON, "")).doesNotContain(Canaries.MARK);
    gateway.terminate();
    assertThat(gateway.exitCode()).isEqualTo(143);

    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.getFileName().toString().startsWith("history.")).toList();
    }
    Path database = folder.resolve("history.mv.db");
    assertThat(files)
        .as("no trace file, which would have values; a clean stop takes history.server with it")
        .containsExactly(database);
    String bytes = new String(Files.readAllBytes(database), ISO_8859_1);
    assertThat(bytes)
        .as("what is kept in clear on purpose")
        .contains("tester", "VERIFIED", "ERROR", "zq7canary_type", "XOM");
    assertThat(bytes.replace("zq7canary_type", ""))
        .as("session, device, evidence, metadata, addresses, reasons")
        .doesNotContain(
            SESSION,
            SESSION.replace("-", ""),
            Canaries.MARK,
            Canaries.REASON,
            Canaries.FORWARDED,
            Canaries.PEER,
            TestGateway.API_KEY);
  }

  private static void assertHasRequest(JsonNode line, String message) {
    assertThat(line.path("message").asText()).startsWith(message);
    assertThat(line.path("service.name").asText()).isEqualTo("kyc-gateway");
    for (String field :
        List.of("http.request.id", "trace.id", "kyc.session_id", "kyc.verification_id")) {
      assertThat(line.path(field).asText()).as(field).isNotEmpty();
    }
  }

  private static void modulesAnswer(String scored, String decided) throws IOException {
    for (String module : Invariants.MODULES) {
      MODULES.get(module).answer(module.equals("decision") ? decided : scored);
    }
  }

  private static RawHttp.Answer post(String path, String body, List<String> headers)
      throws IOException {
    return exchange(request(path, body, headers.toArray(String[]::new)));
  }

  // What the test sends itself goes in place of the headers that every request has.
  private static String request(String path, String body, String... headers) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("host", "Host: gateway");
    lines.put("content-type", "Content-Type: application/json");
    lines.put("authorization", "Authorization: Bearer " + TestGateway.API_KEY);
    lines.put("connection", "Connection: close");
    lines.put("content-length", "Content-Length: " + body.length());
    for (String header : headers) {
      lines.put(header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT), header);
    }
    return "POST "
        + path
        + " HTTP/1.1\r\n"
        + String.join("\r\n", lines.values())
        + "\r\n\r\n"
        + body;
  }

  private static RawHttp.Answer exchange(String request) throws IOException {
    RawHttp.Answer answer;
    try (Socket socket = connect(request)) {
      answer = RawHttp.read(socket.getInputStream());
    }
    ClientChecks.check(gateway.url(), request.getBytes(ISO_8859_1), answer);
    return answer;
  }

  // From an address of its own, which can be told from the server's.
  private static Socket connect(String request) throws IOException {
    URI url = gateway.url();
    Socket socket =
        new Socket(url.getHost(), url.getPort(), InetAddress.getByName(Canaries.PEER), 0);
    socket.setSoTimeout(120_000);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  private static HttpResponse<byte[]> ask(String path, String accept, String credentials)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(gateway.adminUrl() + path.replace("[", "%5B").replace("]", "%5D")))
                .header("Accept", accept)
                .header("Authorization", credentials)
                .header("User-Agent", "zq7canary")
                .header("X-Forwarded-For", Canaries.FORWARDED)
                .build(),
            BodyHandlers.ofByteArray());
  }

  private static void absent(Map<String, String> headers, String body) {
    Canaries.areAbsentFrom("answer", headers + body);
  }
}
