package io.kycgateway.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.Canaries;
import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.RedisProcess;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.WaitingModule;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are sent again to another process, or to one that was started since. */
class SharedIdempotencyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final WaitingModule antifraud = WaitingModule.start();

  @TempDir static Path folder;
  private static RedisProcess redis;

  /** One that outlives the others; the tests start those that end. */
  private static GatewayProcess lasting;

  @BeforeAll
  static void start() throws Exception {
    antifraud.answer();
    redis = RedisProcess.start();
    lasting = gateway("");
  }

  @AfterAll
  static void stop() {
    lasting.close();
    redis.close();
    antifraud.close();
  }

  @Test
  void duplicates_overTwoProcesses_areVerifiedOnceAndOutliveBoth() throws Exception {
    int duplicates = 200;
    byte[] request = request(newKey(), Requests.withSelfie("sim://slow/ocr/1500"));
    String body;
    try (GatewayProcess one = gateway("");
        GatewayProcess two = gateway("")) {
      URI[] urls = {one.url(), two.url()};
      ExecutorService clients = Executors.newFixedThreadPool(duplicates);
      CountDownLatch ready = new CountDownLatch(duplicates);
      List<Future<RawHttp.Answer>> futures = new ArrayList<>();
      for (int i = 0; i < duplicates; i++) {
        URI url = urls[i % 2];
        futures.add(
            clients.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return RawHttp.exchange(url, request);
                }));
      }
      List<RawHttp.Answer> answers = new ArrayList<>();
      for (Future<RawHttp.Answer> future : futures) {
        answers.add(future.get());
      }
      clients.shutdown();

      assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 409));
      List<String> bodies =
          answers.stream().filter(a -> a.status() == 200).map(RawHttp.Answer::body).toList();
      assertThat(bodies.stream().distinct()).hasSize(1);
      body = bodies.get(0);
      for (URI url : urls) {
        isReplayed(RawHttp.exchange(url, request), body);
      }
      Problems.problem(
          RawHttp.exchange(
              urls[1], new String(request, UTF_8).replace("device-1", "device-2").getBytes(UTF_8)),
          422,
          "idempotency_key_reused");
      Scrape first = scrape(one);
      Scrape second = scrape(two);
      assertThat(first.sum("kyc_verifications_total") + second.sum("kyc_verifications_total"))
          .isEqualTo(1);
      assertThat(result(first, "new") + result(second, "new")).isEqualTo(1);
      assertThat(
              first.value("kyc_idempotency_backend_errors_total")
                  + second.value("kyc_idempotency_backend_errors_total"))
          .isZero();
    }
    // Killed, both; another one knows.
    double before = scrape(lasting).sum("kyc_verifications_total");
    isReplayed(RawHttp.exchange(lasting.url(), request), body);
    assertThat(scrape(lasting).sum("kyc_verifications_total")).isEqualTo(before);
  }

  @Test
  void process_killedInMidRequest_freesTheKeyWhenItsClaimRunsOut() throws Exception {
    byte[] request = request(newKey(), Requests.genuine());
    URI url = lasting.url();
    double before = scrape(lasting).sum("kyc_verifications_total");
    try (GatewayProcess one = gateway(briefClaims())) {
      antifraud.hold();
      Socket client = RawHttp.send(one.url(), request);
      await().atMost(PATIENCE).until(() -> scrape(one).value("kyc_active_sessions") == 1);
      Problems.problem(RawHttp.exchange(url, request), 409, "idempotency_conflict");
      one.close();
      client.close();
    } finally {
      antifraud.answer();
    }
    Problems.problem(RawHttp.exchange(url, request), 409, "idempotency_conflict");

    RawHttp.Answer answer =
        await()
            .atMost(PATIENCE)
            .until(() -> RawHttp.exchange(url, request), a -> a.status() == 200);

    assertThat(answer.headers()).doesNotContainKey("idempotent-replayed");
    isReplayed(RawHttp.exchange(url, request), answer.body());
    assertThat(scrape(lasting).sum("kyc_verifications_total")).isEqualTo(before + 1);
  }

  @Test
  void process_stoppedInMidRequest_leavesItsAnswerToTheOthers() throws Exception {
    byte[] request = request(newKey(), Requests.genuine());
    RawHttp.Answer answer;
    try (GatewayProcess one = gateway("")) {
      antifraud.hold();
      try (Socket client = RawHttp.send(one.url(), request)) {
        await().atMost(PATIENCE).until(() -> scrape(one).value("kyc_active_sessions") == 1);
        one.terminate();
        one.awaitRefusingConnections();
        antifraud.answer();
        answer = RawHttp.read(client.getInputStream());
      }
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(one.exitCode()).isEqualTo(143);
    } finally {
      antifraud.answer();
    }
    isReplayed(RawHttp.exchange(lasting.url(), request), answer.body());
  }

  @Test
  void store_afterARequest_holdsNothingToReadAndForgetsItAfterADay() throws Exception {
    String key = "zq7canary-" + newKey();
    RawHttp.Answer answer = RawHttp.exchange(lasting.url(), request(key, Canaries.body(true)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    String session = Problems.json(answer.body()).path("session_id").textValue();

    RedisClient client = RedisClient.create(redis.url());
    try (StatefulRedisConnection<String, String> connection =
        client.connect(new StringCodec(ISO_8859_1))) {
      RedisCommands<String, String> commands = connection.sync();
      List<String> names = commands.keys("kyc:idempotency:*");
      assertThat(names).isNotEmpty();
      for (String name : names) {
        String value = commands.get(name);
        Canaries.areAbsentFrom("store", name);
        // Ciphertext may have the three characters that the canaries begin with by chance.
        assertThat(value.toLowerCase(Locale.ROOT)).doesNotContain(Canaries.MARK);
        assertThat(name).matches("kyc:idempotency:[0-9a-f]{64}");
        assertThat(value).doesNotContain("tester", session, "VERIFIED", "session_id");
        assertThat(commands.pttl(name)).isBetween(1L, Duration.ofHours(24).toMillis());
      }
    } finally {
      client.shutdown();
    }
  }

  private static void isReplayed(RawHttp.Answer answer, String body) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("idempotent-replayed", "true");
    assertThat(answer.body()).isEqualTo(body);
  }

  // A claim is held for as long as a verification may take.
  private static String briefClaims() {
    StringBuilder options = new StringBuilder("-Ddw.pipeline.deadline=10s");
    Invariants.MODULES.forEach(
        module -> options.append(" -Ddw.modules.").append(module).append(".timeout=10s"));
    return options.toString();
  }

  private static GatewayProcess gateway(String more) throws Exception {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.put("KYC_STORE_URL", redis.url());
    environment.put("KYC_ANTIFRAUD_URL", antifraud.url());
    // A loaded machine must not look like an unavailable store, and all requests of a burst are to
    // be admitted.
    environment.put(
        "JAVA_TOOL_OPTIONS",
        "-Ddw.store.commandTimeout=5s -Ddw.pipeline.minConcurrent=1000 " + more);
    return GatewayProcess.start(folder, environment, "server", TestGateway.CONFIG.toString());
  }

  private static byte[] request(String key, String body) {
    return (RawHttp.head(
                "Idempotency-Key: " + key, "Connection: close", "Content-Length: " + body.length())
            + "\r\n"
            + body)
        .getBytes(UTF_8);
  }

  private static String newKey() {
    return UUID.randomUUID().toString();
  }

  private static double result(Scrape scrape, String result) {
    return scrape.value("kyc_idempotent_requests_total", "result", result);
  }

  private static Scrape scrape(GatewayProcess process) throws Exception {
    return Scrape.parse(
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(process.adminUrl().resolve("/metrics"))
                    .header(
                        "Authorization",
                        TestGateway.basic(TestGateway.USERNAME, ProcessSettings.PASSWORD))
                    .build(),
                BodyHandlers.ofString())
            .body());
  }
}
