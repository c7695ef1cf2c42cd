package io.kycgateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.Problems;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar's command {@code simulate}. */
class SimulateProcessIT {
  @TempDir Path folder;

  @Test
  void simulate_printsWhereItsModulesAnswer() throws Exception {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    try (GatewayProcess process =
        GatewayProcess.start(folder, environment, "simulate", TestGateway.CONFIG.toString())) {
      Map<String, URI> urls = new HashMap<>();
      for (String module : Invariants.MODULES) {
        String variable = "KYC_" + module.toUpperCase(Locale.ROOT) + "_URL";
        urls.put(module, URI.create(process.await("export " + variable + "=(http\\S+)").group(1)));
      }

      for (String module : Invariants.MODULES) {
        assertThat(Problems.json(post(urls.get(module))).isObject()).isTrue();
      }
      Scrape scrape = Scrape.parse(get(urls.get("ocr").resolve("/metrics")));
      assertThat(scrape.sum("kyc_simulated_responses_total")).isEqualTo(5);

      process.terminate();
      assertThat(process.exitCode()).isEqualTo(143);
      assertThat(process.errors()).isEmpty();
    }
  }

  private static String post(URI url) throws Exception {
    return send(
        HttpRequest.newBuilder(url).POST(BodyPublishers.ofString("{\"session_id\": \"1\"}")));
  }

  private static String get(URI url) throws Exception {
    return send(HttpRequest.newBuilder(url));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
  }
}
