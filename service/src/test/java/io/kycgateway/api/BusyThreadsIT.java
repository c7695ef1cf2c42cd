package io.kycgateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.WaitingModule;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A gateway whose platform threads, where it runs on them, all wait for a module, with some
 * verifications that have none.
 */
class BusyThreadsIT {
  private static final int THREADS = 10;

  private static final WaitingModule liveness = WaitingModule.start();

  @RegisterExtension
  static final TestGateway gateway =
      TestGateway.forClass(
          () ->
              TestGateway.withLongTimeouts(
                  Map.of(
                      "server.minThreads", "2",
                      "server.maxThreads", Integer.toString(THREADS),
                      "pipeline.minConcurrent", Integer.toString(THREADS),
                      "pipeline.maxConcurrent", Integer.toString(THREADS),
                      "modules.liveness.url", liveness.url())));

  @AfterAll
  static void close() {
    liveness.close();
  }

  @Test
  void refusals_needNoThreadOfThePool() {
    ExecutorService clients = Executors.newFixedThreadPool(2 * THREADS);
    try {
      var answers =
          IntStream.range(0, 2 * THREADS)
              .mapToObj(
                  unused ->
                      CompletableFuture.supplyAsync(
                          () -> gateway.verify(Requests.genuine()).statusCode(), clients))
              .toList();

      await().until(() -> answers.stream().filter(CompletableFuture::isDone).count() == THREADS);

      assertThat(answers)
          .filteredOn(CompletableFuture::isDone)
          .map(CompletableFuture::join)
          .containsOnly(503);
      liveness.answer();
      assertThat(answers).map(CompletableFuture::join).containsOnly(200, 503);
    } finally {
      clients.shutdown();
    }
  }
}
