package io.kycgateway.reverify.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.TestProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A gateway process over the database, whose simulated modules take 20 ms each, and its client. */
final class BenchmarkGateway implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODULE_MILLIS = "20ms";

  private final TestProcess process;
  private final URI url;
  private final HttpClient client = HttpClient.newHttpClient();

  private BenchmarkGateway(TestProcess process) {
    this.process = process;
    url =
        URI.create(
            "http://127.0.0.1:" + process.await("application connector: port (\\d+)").group(1));
  }

  static BenchmarkGateway start(Path folder, HistoryConfiguration history) throws IOException {
    // The second compiler, which tests do without.
    List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=4"));
    for (String module : ModuleNames.all()) {
      options.add("-Ddw.simulator.modules." + module + ".median=" + MODULE_MILLIS);
      options.add("-Ddw.simulator.modules." + module + ".p95=" + MODULE_MILLIS);
    }
    options.add("-Ddw.history.keepFor=3650d");
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.put("KYC_WARM_UP", "500");
    environment.put("KYC_DATABASE_URL", history.url());
    environment.put("KYC_DATABASE_USER", history.username());
    environment.put("KYC_HISTORY_KEYS_FILE", HistoryDatabases.keysFile(folder).toString());
    return new BenchmarkGateway(
        TestProcess.start(
            folder,
            environment,
            TestProcess.java("kyc.jar", options, "server", TestGateway.CONFIG.toString())));
  }

  long pid() {
    return process.pid();
  }

  /** The body of a successful GET below {@code /v1/verifications}. */
  JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** Erases one. */
  int delete(String id) throws IOException, InterruptedException {
    return client
        .send(request("/" + id).DELETE().build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + "/v1/verifications" + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + TestGateway.API_KEY);
  }

  /**
   * Sends verifications at a constant rate, however long they take, and times them from when they
   * were due. Those that are refused are counted apart.
   */
  Timings load(int perSecond, BooleanSupplier isOver) {
    Timings timings = new Timings();
    HttpRequest request =
        request("")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Requests.genuine()))
            .build();
    List<CompletableFuture<?>> sent = new ArrayList<>();
    long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (long due = System.nanoTime(); !isOver.getAsBoolean(); due += step) {
      LockSupport.parkNanos(due - System.nanoTime());
      long from = due;
      sent.add(
          client
              .sendAsync(request, HttpResponse.BodyHandlers.ofString())
              .thenAccept(
                  answer -> {
                    if (answer.statusCode() == 200) {
                      timings.add(System.nanoTime() - from);
                    } else {
                      timings.refused();
                    }
                  }));
    }
    sent.forEach(CompletableFuture::join);
    return timings;
  }

  /** The same for a time. */
  Timings load(int perSecond, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    return load(perSecond, () -> System.nanoTime() - end > 0);
  }

  @Override
  public void close() {
    process.close();
  }
}
