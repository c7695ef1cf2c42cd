package io.kycgateway.reverify.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.dropwizard.util.Duration;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.startup.StartupException;
import io.kycgateway.testing.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PusherTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_500L);

  @TempDir Path folder;
  private final ScrapeRegistry registry = new ScrapeRegistry();
  private final MetricRegistry dropwizard = new MetricRegistry();
  private final MetricRecorder families =
      new MetricRecorder(BatchCatalogue.FAMILIES, dropwizard, registry, false);
  private final RunTimestamps times = new RunTimestamps(families);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final CountDownLatch stall = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile String groups = "{\"data\":[]}";
  private volatile String pushAnswer = "";
  private volatile Map<String, String> pushHeaders = Map.of();
  private volatile boolean isStalled;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    times.started(NOW);
    Exposition.connect(dropwizard, families, registry);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean isRead = exchange.getRequestMethod().equals("GET");
          if (!isRead) {
            bodies.add(body);
          }
          if (exchange.getRequestURI().getPath().equals("/login")) {
            byte[] page = "<html>log in".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
            return;
          }
          pushHeaders.forEach(exchange.getResponseHeaders()::add);
          if (isStalled) {
            try {
              stall.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          byte[] answer = (isRead ? groups : pushAnswer).getBytes(StandardCharsets.UTF_8);
          boolean isChunked = pushHeaders.containsKey("Content-Type") && !isRead;
          exchange.sendResponseHeaders(
              status, isChunked ? 0 : answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    stall.countDown();
    server.stop(0);
  }

  @Test
  void push_groupWithEarlierTimes_replacesItAndKeepsThem() throws Exception {
    groups =
        """
        {"data": [
          {"labels": {"job": "kyc-reverification"},
           "kyc_reverification_last_success_timestamp_seconds": {"metrics": [{"value": "1.6e+09"}]}},
          {"labels": {"job": "kyc-reverification", "shard": "1"},
           "kyc_reverification_last_success_timestamp_seconds": {"metrics": [{"value": "5"}]}}]}
        """;

    assertThat(pusher(configuration(Map.of()), Shard.WHOLE).push()).isTrue();

    assertThat(requests)
        .containsExactly("GET /api/v1/metrics null", "PUT /metrics/job/kyc-reverification null");
    Scrape pushed = Scrape.parse(bodies.get(0));
    assertThat(pushed.value("kyc_reverification_last_success_timestamp_seconds")).isEqualTo(1.6e9);
    assertThat(pushed.value("kyc_reverification_last_start_timestamp_seconds"))
        .isEqualTo(1_700_000_000.5);
    assertThat(pushed.value("kyc_reverifications_total", "status", "VERIFIED")).isZero();
  }

  @Test
  void push_whereTheGroupCannotBeRead_addsAndReplacesNothing() throws Exception {
    groups = "no JSON";

    assertThat(pusher(configuration(Map.of()), new Shard(2, 4)).push()).isTrue();

    assertThat(requests.get(requests.size() - 1))
        .isEqualTo("POST /metrics/job/kyc-reverification/shard/2 null");
  }

  @Test
  void push_withCredentials_sendsThem() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "pass:word\n");
    Path token = Files.writeString(folder.resolve("token"), "abc\n");

    pusher(configuration(Map.of("username", "u", "passwordFile", password + "")), Shard.WHOLE)
        .push();
    pusher(configuration(Map.of("bearerTokenFile", token + "")), Shard.WHOLE).push();

    assertThat(requests).hasSize(4);
    assertThat(requests.subList(0, 2)).allMatch(r -> r.endsWith(" Basic dTpwYXNzOndvcmQ="));
    assertThat(requests.subList(2, 4)).allMatch(r -> r.endsWith(" Bearer abc"));
  }

  @Test
  void push_refused_isCountedOnceAndNotRepeated() throws Exception {
    Pusher pusher = pusher(configuration(Map.of()), Shard.WHOLE);
    status = 400;

    assertThat(pusher.push()).isFalse();

    assertThat(pusher.failures()).isEqualTo(1);
    assertThat(pusher.lastFailure().orElseThrow()).contains("400");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void push_redirectedToALoginPage_failsOnceAndKeepsTheTargetToItself(int redirect)
      throws Exception {
    Pusher pusher = pusher(configuration(Map.of()), Shard.WHOLE);
    status = redirect;
    pushHeaders = Map.of("Location", "/login?token=secret");

    assertThat(pusher.push()).isFalse();

    assertThat(pusher.failures()).isEqualTo(1);
    assertThat(pusher.lastFailure().orElseThrow())
        .contains("status " + redirect)
        .doesNotContain("secret", "login?");
    assertThat(requests).noneMatch(request -> request.contains("/login"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", ""})
  void push_answeredWithAPage_isNoPushgateway(String type) throws Exception {
    Pusher pusher = pusher(configuration(Map.of()), Shard.WHOLE);
    pushAnswer = "<html><form>secret</form>";
    pushHeaders = type.isEmpty() ? Map.of() : Map.of("Content-Type", type);

    assertThat(pusher.push()).isFalse();

    assertThat(pusher.failures()).isEqualTo(1);
    assertThat(pusher.lastFailure().orElseThrow())
        .contains("status 200 with a body is no Pushgateway's answer")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 204})
  void push_answeredWithoutABody_hasArrived(int success) throws Exception {
    status = success;

    assertThat(pusher(configuration(Map.of()), new Shard(0, 2)).push()).isTrue();
  }

  @Test
  void push_refusedWithAPage_saysTheStatusAlone() throws Exception {
    Pusher pusher = pusher(configuration(Map.of()), Shard.WHOLE);
    status = 403;
    pushAnswer = "<html>secret";
    pushHeaders = Map.of("Content-Type", "text/html");

    assertThat(pusher.push()).isFalse();

    assertThat(pusher.lastFailure().orElseThrow()).contains("403").doesNotContain("secret");
  }

  @Test
  void push_pushgatewayVanishesAndReturns_goesOn() throws Exception {
    Pusher pusher = pusher(configuration(Map.of()), Shard.WHOLE);
    assertThat(pusher.push()).isTrue();
    status = 500;
    assertThat(pusher.push()).isFalse();
    assertThat(pusher.failures()).isEqualTo(2);
    status = 200;

    assertThat(pusher.push()).isTrue();
    assertThat(
            Scrape.parse(bodies.get(bodies.size() - 1))
                .value("kyc_reverification_push_failures_total"))
        .isEqualTo(2);
  }

  @Test
  void finish_pushgatewayThatNeverAnswers_doesNotHoldUpTheEnd() throws Exception {
    isStalled = true;
    PushConfiguration slow =
        new PushConfiguration(url(), "", "", "", "", Duration.hours(1), Duration.minutes(10), 1);
    MetricsPublisher outlets = new MetricsPublisher(pusher(slow, Shard.WHOLE), null);
    outlets.start(java.time.Duration.ofHours(1));

    // Ten minutes of waiting for an answer would be the test's end.
    outlets.finish(true, java.time.Duration.ofMillis(100));
  }

  @Test
  void textfile_holdsOursOnlyAndKeepsTheLastSuccess() throws Exception {
    Path file = folder.resolve("kyc.prom");
    Files.writeString(file, "kyc_reverification_last_success_timestamp_seconds 1.5E9\n");

    Textfile.open(file, registry, times).write();

    Scrape written = Scrape.parse(Files.readString(file));
    assertThat(written.value("kyc_reverification_last_success_timestamp_seconds")).isEqualTo(1.5e9);
    assertThat(written.types().keySet()).allMatch(name -> name.startsWith("kyc_"));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void target_badSettings_areNamedWithoutTheirSecrets() throws Exception {
    assertThatThrownBy(() -> target("http://u:secret@host:9091"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("PUSHGATEWAY_URL")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> target("pushgateway:9091")).hasMessageContaining("PUSHGATEWAY_URL");
    assertThat(target("HTTP://push_gateway:9091")).hasToString("http://push_gateway:9091");
    assertThatThrownBy(
            () -> PushTarget.of(configuration(Map.of("passwordFile", "/nowhere/password"))))
        .hasMessageContaining("batch.push.passwordFile");
  }

  private static PushTarget target(String url) throws StartupException {
    return PushTarget.of(
        new PushConfiguration(url, "", "", "", "", Duration.seconds(1), Duration.seconds(1), 1));
  }

  private PushConfiguration configuration(Map<String, String> settings) {
    return new JsonMapper()
        .convertValue(
            Map.of(
                "url", url(),
                "username", settings.getOrDefault("username", ""),
                "passwordFile", settings.getOrDefault("passwordFile", ""),
                "bearerTokenFile", settings.getOrDefault("bearerTokenFile", ""),
                "attempts", 2),
            PushConfiguration.class);
  }

  private Pusher pusher(PushConfiguration configuration, Shard shard) throws StartupException {
    return new Pusher(
        PushTarget.of(configuration), registry, families, shard, times, configuration.attempts());
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
