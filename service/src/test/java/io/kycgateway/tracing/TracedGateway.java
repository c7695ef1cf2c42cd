package io.kycgateway.tracing;

import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.OtlpCollector;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** A gateway process with modules and a collector of its own, switched on by OTEL_* alone. */
final class TracedGateway implements AutoCloseable {
  private static final Pattern EXEMPLAR =
      Pattern.compile("# \\{span_id=\"(\\w+)\",trace_id=\"(\\w+)\"");

  final OtlpCollector collector = OtlpCollector.start();
  final TracedModules modules = TracedModules.start();
  final GatewayProcess process;
  private final HttpClient http = HttpClient.newHttpClient();
  private URI url;

  /**
   * Starts it.
   *
   * @param variables further ones; they replace those that switch the export on
   * @param options of the JVM
   */
  TracedGateway(Path folder, Map<String, String> variables, String... options) throws Exception {
    Map<String, String> environment = new HashMap<>(ProcessSettings.real(folder));
    environment.putAll(modules.environment());
    environment.put("OTEL_TRACES_EXPORTER", "otlp");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "20");
    environment.putAll(variables);
    process =
        GatewayProcess.startWithOptions(
            folder, List.of(options), environment, "server", TestGateway.CONFIG.toString());
  }

  /** A trace id that no other request has. */
  static String newTrace() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return String.format(Locale.ROOT, "%016x%016x", random.nextLong() | 1, random.nextLong());
  }

  URI url() {
    if (url == null) {
      url = process.url();
    }
    return url;
  }

  /** Asks for a verification within a trace. */
  HttpResponse<String> verify(String traceparent) throws Exception {
    return send(verification().header("traceparent", traceparent).build());
  }

  /** A request for a verification, to be changed. */
  HttpRequest.Builder verification() {
    return HttpRequest.newBuilder(url().resolve("/v1/verifications?query=of-the-client"))
        .header("Authorization", "Bearer " + TestGateway.API_KEY)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(Requests.genuine().replace("sim://", "s3://")));
  }

  /** The exemplars of all histograms: trace and span id. */
  List<String> exemplars() throws Exception {
    HttpRequest scrape =
        HttpRequest.newBuilder(process.adminUrl().resolve("/metrics"))
            .header("Accept", "application/openmetrics-text; version=1.0.0")
            .header(
                "Authorization", TestGateway.basic(TestGateway.USERNAME, ProcessSettings.PASSWORD))
            .build();
    return EXEMPLAR
        .matcher(send(scrape).body())
        .results()
        .map(match -> match.group(2) + " " + match.group(1))
        .toList();
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.close();
    modules.close();
    collector.close();
  }
}
