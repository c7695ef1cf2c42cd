package io.kycgateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.simulator.Simulator;
import io.kycgateway.simulator.SimulatorConfiguration;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.LoadMix;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.verification.ModuleName;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thousands of verifications of every kind from many threads, watched by scrapes. */
class InvariantsUnderLoadIT {
  private static final int VERIFICATIONS = 2200;
  private static final int THREADS = 24;
  private static final long SEED = 20260102;
  // Long, so that even on a busy machine only those run out of it that are meant to.
  private static final String MODULE_TIMEOUT = "8s";

  private Simulator simulator;
  private TestGateway gateway;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<String, LongAdder> answered = new ConcurrentHashMap<>();

  @BeforeEach
  void start() throws Exception {
    // A simulator of this test, which can read its journal.
    simulator =
        Simulator.start(new SimulatorConfiguration(true, null, null, null, null, null, null));
    Map<String, String> settings = new HashMap<>();
    // Below the simulator's own limit: a connection that it closed meanwhile would cost a retry.
    settings.put("moduleHttp.keepAlive", "5s");
    // Clients that leave come back at once, so that more is in flight than there are clients.
    settings.put("pipeline.minConcurrent", "1000");
    for (ModuleName module : ModuleName.values()) {
      String prefix = "modules." + module.wireName();
      settings.put(prefix + ".url", simulator.url(module).uri().toString());
      settings.put(prefix + ".timeout", MODULE_TIMEOUT);
    }
    gateway = TestGateway.start(settings);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    simulator.stop();
  }

  @Test
  void numbers_underRandomLoad_addUpInEveryScrapeAndInTheEnd() throws Exception {
    List<LoadMix.Step> steps = LoadMix.of(SEED, VERIFICATIONS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      clients.add(threads.submit(() -> runSteps(steps)));
    }

    int scrapes = scrapeUntilDone(clients);
    threads.shutdown();
    for (Future<?> client : clients) {
      client.get();
    }

    // Clients that left may be gone before the gateway has begun with their requests.
    long accepted = steps.stream().filter(step -> step.client().isAccepted()).count();
    await().until(() -> gateway.scrape().sum("kyc_verifications_total") >= accepted);
    Scrape end = Invariants.holdAtRest(gateway);
    assertThat(scrapes).as("scrapes under load").isGreaterThan(5);
    assertThat(LoadMix.counted(end, "kyc_verifications_total", "status"))
        .isEqualTo(LoadMix.expectedStatuses(steps));
    assertThat(answeredByStatus()).isEqualTo(LoadMix.expectedAnswers(steps));
    LoadMix.modulesAgree(end, simulatorScrape(), steps);
    // Nothing in the mix had an unknown label value, was shed or refused.
    assertThat(end.sum("kyc_requests_shed_total")).isZero();
    assertThat(end.sum("kyc_metric_label_overflow_total")).isEqualTo(LoadMix.unknownAttacks(steps));
  }

  private int scrapeUntilDone(List<Future<?>> clients) {
    int scrapes = 0;
    Scrape earlier = gateway.scrape();
    while (!clients.stream().allMatch(Future::isDone)) {
      Scrape later = gateway.scrape();
      Invariants.holdWithin(later);
      Invariants.holdBetween(earlier, later);
      earlier = later;
      scrapes++;
    }
    return scrapes;
  }

  private Void runSteps(List<LoadMix.Step> steps) throws IOException {
    for (int i = next.getAndIncrement(); i < steps.size(); i = next.getAndIncrement()) {
      run(steps.get(i));
    }
    return null;
  }

  private void run(LoadMix.Step step) throws IOException {
    String body = Requests.withSelfie(step.selfie());
    switch (step.client()) {
      case WAITS -> note(gateway.verify(body));
      case LEAVES -> {
        // All of the request is there before the end of the connection is: it is accepted.
        try (Socket socket = RawHttp.send(gateway.url(), RawHttp.request(body))) {
          socket.shutdownOutput();
        }
      }
      case BREAKS_OFF -> {
        byte[] request = RawHttp.request(body);
        RawHttp.send(gateway.url(), Arrays.copyOf(request, request.length - 9)).close();
      }
      case SENDS_GARBAGE -> note(gateway.verify(body.substring(9)));
    }
  }

  private void note(HttpResponse<String> response) {
    String answer =
        response.statusCode() == 200
            ? Problems.json(response.body()).path("status").textValue()
            : Problems.json(response.body()).path("code").textValue();
    answered.computeIfAbsent(answer, a -> new LongAdder()).increment();
  }

  private Map<String, Long> answeredByStatus() {
    Map<String, Long> counts = new ConcurrentHashMap<>();
    answered.forEach((answer, count) -> counts.put(answer, count.sum()));
    return counts;
  }

  private Scrape simulatorScrape() {
    return Scrape.parse(
        gateway.send(HttpRequest.newBuilder(simulator.url().resolve("/metrics")).build()).body());
  }
}
