package io.kycgateway.modules.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.KeepAliveModule;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A module that ends its idle connections and goes on serving, as every restart does. */
class StaleConnectionsIT {
  private static final int CALLS = 10;

  @ParameterizedTest
  @EnumSource(KeepAliveModule.End.class)
  void verifications_afterTheModuleEndedAllConnections_areDecided(KeepAliveModule.End end)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CALLS);
    try (KeepAliveModule module = new KeepAliveModule(CALLS);
        // No retries: what is sent again here is not the module's failure.
        TestGateway gateway =
            TestGateway.start(
                Map.of("modules.ocr.url", module.url(), "modules.ocr.retries", "0"))) {
      assertThat(verify(gateway, clients)).isEqualTo(Collections.nCopies(CALLS, 200));
      assertThat(module.accepted()).isEqualTo(CALLS);

      module.endConnections(end);

      assertThat(verify(gateway, clients)).isEqualTo(Collections.nCopies(CALLS, 200));
      Scrape scrape = gateway.scrape();
      assertThat(scrape.sum("kyc_module_calls_total", "module", "ocr", "outcome", "success"))
          .isEqualTo(2 * CALLS);
      assertThat(scrape.sum("kyc_module_attempts_total", "module", "ocr", "kind", "first"))
          .isEqualTo(2 * CALLS);
      // Fewer than all if one fails before another call has taken its connection.
      assertThat(scrape.sum("kyc_module_attempts_total", "module", "ocr", "kind", "retry"))
          .isBetween(1.0, (double) CALLS);
    } finally {
      clients.shutdownNow();
    }
  }

  private static List<Integer> verify(TestGateway gateway, ExecutorService clients) {
    List<CompletableFuture<Integer>> answers =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> gateway.verify(Requests.genuine()).statusCode(), clients))
            .limit(CALLS)
            .toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }
}
