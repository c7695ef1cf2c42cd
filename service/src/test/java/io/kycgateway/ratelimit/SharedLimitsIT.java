package io.kycgateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.RedisProcess;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.contract.ClientChecks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateway processes that share one real Redis, which also dies and comes back. */
class SharedLimitsIT {
  private static final int OK = 200;
  private static final int REFUSED = 429;
  private static final int LIMIT = 60;

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void processes_overOneStore_enforceOneLimitAndServeWhileItIsGone() throws Exception {
    // A dead store refuses at once. With the default of 50 ms a busy machine's pauses would be
    // further outages, each of them logged.
    try (RedisProcess redis = RedisProcess.start();
        GatewayProcess one = gateway(redis, "device", LIMIT + "/1d", "5s");
        GatewayProcess other = gateway(redis, "device", LIMIT + "/1d", "5s")) {
      enforceOneLimitExactlyUnderParallelLoad(one, other);
      failNoRequestAndKeepTheLimitRoughlyWhileItIsGone(redis, one, other);
    }
  }

  private void enforceOneLimitExactlyUnderParallelLoad(GatewayProcess one, GatewayProcess other)
      throws Exception {
    List<URI> urls = List.of(one.url(), other.url());

    Map<Integer, AtomicInteger> answers = load(urls, "first", 8, 50);

    assertThat(answers.keySet()).containsExactlyInAnyOrder(OK, REFUSED);
    assertThat(answers.get(OK)).hasValue(LIMIT);
    assertThat(answers.get(REFUSED)).hasValue(400 - LIMIT);
    List<Scrape> scrapes = List.of(scrape(one), scrape(other));
    assertThat(sum(scrapes, "decision", "allowed")).isEqualTo(LIMIT);
    assertThat(sum(scrapes, "decision", "blocked")).isEqualTo(400 - LIMIT);
    for (Scrape scrape : scrapes) {
      assertThat(scrape.value("kyc_rate_limit_backend_errors_total")).isZero();
      assertThat(scrape.sum("kyc_rate_limit_decisions_total", "decision", "allowed"))
          .as("both had a part in it")
          .isPositive();
    }
  }

  private void failNoRequestAndKeepTheLimitRoughlyWhileItIsGone(
      RedisProcess redis, GatewayProcess one, GatewayProcess other) throws Exception {
    List<URI> urls = List.of(one.url(), other.url());
    AtomicBoolean done = new AtomicBoolean();
    Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      URI url = urls.get(i % 2);
      clients.add(
          threads.submit(
              () -> {
                while (!done.get()) {
                  count(answers, verify(url, "second"));
                }
                return null;
              }));
    }
    patiently().until(() -> answers.containsKey(REFUSED));

    redis.kill();
    patiently().until(() -> errors(one) > 0 && errors(other) > 0);
    int allowedBefore = answers.get(OK).get();
    patiently().until(() -> blocked(one) > 0 && blocked(other) > 0 && moreOf(answers, 500));
    redis.restart();
    patiently()
        .until(
            () ->
                knows(one, "shared store available again")
                    && knows(other, "shared store available again"));
    patiently().until(() -> moreOf(answers, 500));
    done.set(true);
    for (Future<Void> client : clients) {
      client.get();
    }
    threads.shutdown();

    assertThat(answers.keySet()).as("no request fails").containsExactlyInAnyOrder(OK, REFUSED);
    assertThat(allowedBefore).isBetween(LIMIT, 2 * LIMIT);
    // Each process alone, and once more what the new store knows nothing of.
    assertThat(answers.get(OK).get()).isBetween(LIMIT, 3 * LIMIT);
    double settled = errors(one) + errors(other);
    Map<Integer, AtomicInteger> later = load(urls, "second", 2, 20);
    assertThat(later.keySet()).containsExactly(REFUSED);
    assertThat(errors(one) + errors(other)).as("errors once it is back").isEqualTo(settled);
    for (GatewayProcess process : List.of(one, other)) {
      assertThat(process.output().split("shared store unavailable", -1).length - 1)
          .as("said once for each change, not for each request")
          .isEqualTo(1);
      assertThat(process.output()).doesNotContain(redis.url().substring("redis://".length()));
    }
  }

  @Test
  void start_withoutTheStore_servesAndLimitsByItself() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.kill();
      try (GatewayProcess process = gateway(redis, "ip", "3/1h", "50ms")) {
        Map<Integer, AtomicInteger> answers = load(List.of(process.url()), "any", 1, 10);

        assertThat(answers.get(OK)).hasValue(3);
        assertThat(answers.get(REFUSED)).hasValue(7);
        assertThat(errors(process)).isPositive();
      }
    }
  }

  /** One limit, of addresses or of devices; none else is ever reached. */
  private GatewayProcess gateway(RedisProcess redis, String scope, String quota, String timeout)
      throws IOException {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.remove("KYC_RATE_LIMITS");
    environment.put("KYC_STORE_URL", redis.url());
    String config =
        Files.readString(TestGateway.CONFIG)
            .replaceAll("(?m)^  (ip|device|session): .*$", "  $1: [1000000/1h]")
            .replace("  " + scope + ": [1000000/1h]", "  " + scope + ": [" + quota + "]")
            .replaceAll("commandTimeout: .*", "commandTimeout: " + timeout)
            .replaceAll("median: \\d+ms, p95: \\d+ms", "median: 0ms, p95: 0ms");
    Path file = Files.writeString(Files.createTempFile(folder, "config", ".yml"), config);
    return GatewayProcess.start(folder, environment, "server", file.toString());
  }

  private Map<Integer, AtomicInteger> load(List<URI> urls, String device, int clients, int requests)
      throws Exception {
    Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    CountDownLatch together = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<Future<Void>> futures =
        IntStream.range(0, clients)
            .mapToObj(
                i ->
                    threads.submit(
                        (Callable<Void>)
                            () -> {
                              together.await();
                              for (int n = 0; n < requests; n++) {
                                count(answers, verify(urls.get(i % urls.size()), device));
                              }
                              return null;
                            }))
            .toList();
    together.countDown();
    for (Future<Void> future : futures) {
      future.get();
    }
    threads.shutdown();
    return answers;
  }

  private int verify(URI url, String device) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/v1/verifications"))
            .header("Authorization", "Bearer " + TestGateway.API_KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Requests.genuine().replace("device-1", device)))
            .build();
    return ClientChecks.checked(http.send(request, BodyHandlers.ofString())).statusCode();
  }

  private static void count(Map<Integer, AtomicInteger> answers, int status) {
    answers.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
  }

  /** Waits for further answers from now on. */
  private static boolean moreOf(Map<Integer, AtomicInteger> answers, int refusals) {
    int now = answers.get(REFUSED).get();
    patiently().until(() -> answers.get(REFUSED).get() >= now + refusals);
    return true;
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2));
  }

  private static boolean knows(GatewayProcess process, String line) {
    return process.output().contains(line);
  }

  private double errors(GatewayProcess process) throws Exception {
    return scrape(process).value("kyc_rate_limit_backend_errors_total");
  }

  private double blocked(GatewayProcess process) throws Exception {
    return scrape(process).sum("kyc_rate_limit_decisions_total", "decision", "blocked");
  }

  private static double sum(List<Scrape> scrapes, String label, String value) {
    return scrapes.stream()
        .mapToDouble(scrape -> scrape.sum("kyc_rate_limit_decisions_total", label, value))
        .sum();
  }

  private Scrape scrape(GatewayProcess process) throws Exception {
    return Scrape.parse(
        http.send(
                HttpRequest.newBuilder(process.adminUrl().resolve("/metrics"))
                    .header(
                        "Authorization", TestGateway.basic("prometheus", ProcessSettings.PASSWORD))
                    .build(),
                BodyHandlers.ofString())
            .body());
  }
}
