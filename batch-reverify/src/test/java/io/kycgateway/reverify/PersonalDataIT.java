package io.kycgateway.reverify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.testing.Canaries;
import io.kycgateway.testing.FaultServer;
import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.OtlpCollector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries go in wherever a manifest or a module can put something, and come out nowhere. Kept on
 * purpose are a record's id in results and dead letters, its session id, and in the results the
 * modules' reasons.
 */
class PersonalDataIT {
  /** A record's id: it is what results are for. */
  private static final String ID = "zq7id";

  @TempDir Path folder;
  private final Map<String, FaultServer> modules = new HashMap<>();
  private final ConcurrentLinkedQueue<String> pushed = new ConcurrentLinkedQueue<>();
  private HttpServer pushgateway;
  private OtlpCollector collector;

  @BeforeEach
  void start() throws IOException {
    for (String module : Invariants.MODULES) {
      modules.put(module, FaultServer.start(module));
      modules
          .get(module)
          .answer(
              module.equals("decision")
                  ? http(
                      "200 OK",
                      """
                      {"status": "VERIFIED", "confidence_score": 0.9, "reasons": ["zq7reason"],
                       "details": {"zq7canary": "zq7canary"}}\
                      """)
                  : http(
                      "200 OK",
                      """
                      {"score": 0.9, "reasons": ["zq7reason"], "attack_type": "zq7canary attack",
                       "details": {"name": "zq7canary"}, "zq7canary": 1}\
                      """));
    }
    pushgateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    pushgateway.createContext(
        "/",
        exchange -> {
          pushed.add(
              exchange.getRequestURI()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    pushgateway.start();
    collector = OtlpCollector.start();
  }

  @AfterEach
  void stop() {
    pushgateway.stop(0);
    collector.close();
    modules.values().forEach(FaultServer::close);
  }

  /** Files that list records with their outcomes. */
  private static final List<String> HAVE_OUTCOMES =
      List.of(
          "results.jsonl", "results.changes.csv", "results.summary.json", "results.report.html");

  @Test
  void manifest_ofEveryKindOfLine_leavesNothing() throws IOException {
    String good = record("good", "");
    List<String> lines =
        new ArrayList<>(
            List.of(
                good,
                record("inline", "", true),
                record(
                    "labels",
                    ", \"previous_status\": \"VERIFIED\", \"attack_type\": \"zq7canary\""),
                // Dead letters, one of each kind and more.
                good,
                "zq7canary",
                "{\"id\": \"zq7id-broken\", \"zq7canary\": ",
                "[\"zq7canary\"]",
                "\"zq7canary\"",
                "{\"zq7canary\": 1}",
                "{\"id\": \"zq7canary id\"}",
                "{\"id\": [\"zq7canary\"]}",
                "{\"id\": \"zq7id-empty\", \"zq7canary\": \"zq7canary\"}",
                record("twice", ", \"device_id\": \"zq7canary\""),
                record("unknown", ", \"zq7canary\": {\"zq7canary\": \"zq7canary\"}"),
                record("session", ", \"session_id\": \"zq7canary\""),
                record("previous", ", \"previous_status\": \"zq7canary\""),
                record("truth", ", \"ground_truth\": [\"zq7canary\"]"),
                record("attack", ", \"attack_type\": {\"zq7canary\": 1}"),
                record(
                    "contradiction",
                    ", \"ground_truth\": \"genuine\", \"attack_type\": \"zq7canary\""),
                record("device", "").replace("zq7canary-device", "zq7canary device"),
                record("uri", "").replace("s3://zq7canary/selfie", "zq7canary selfie"),
                record("type", "").replace("zq7canary_type", "ZQ7CANARY"),
                record("country", "").replace("XOM", "zq7canary"),
                record("key", "").replace("zq7canary name", "zq7canary".repeat(10)),
                record("value", "").replace("\"zq7canary value\"", "[\"zq7canary\"]"),
                record("long", ", \"zq7canary\": \"" + "zq7canary".repeat(1000) + "\"")));
    Path manifest = folder.resolve("manifest.jsonl");
    Files.writeString(
        manifest,
        String.join("\n", lines) + "\n{\"id\": \"zq7id-utf8\", \"zq7canary\": \"\u00ff\"}\n",
        ISO_8859_1);

    BatchProcess.Ended ended = run(manifest);

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(Files.readAllLines(folder.resolve("results.jsonl")))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains(ID, Canaries.REASON, "\"session_id\""));
    assertThat(Files.readAllLines(folder.resolve("results.dead-letters.jsonl")))
        .hasSize(lines.size() + 1 - 3);
    nothingIsLeft(ended);
  }

  private static final List<String> MODULE_FAILURES =
      List.of(
          http("500 zq7canary", "zq7canary"),
          http("404 zq7canary", "<html>zq7canary</html>"),
          http("200 OK", "{\"score\": \"zq7canary\", \"reasons\": [\"zq7canary\"]}"),
          http("200 OK", "zq7canary"),
          "zq7canary");

  @Test
  void modulesThatFail_leaveNothingInDeadLetters() throws IOException {
    // Each record is one of the failures.
    Pattern which = Pattern.compile("s3://zq7canary-(\\d)/");
    modules
        .get("ocr")
        .answerByBody(
            body -> {
              Matcher failure = which.matcher(body);
              return failure.find()
                  ? MODULE_FAILURES.get(Integer.parseInt(failure.group(1)))
                  : http("400 no failure is named in it", "");
            });
    List<String> lines =
        IntStream.range(0, MODULE_FAILURES.size())
            .mapToObj(
                i ->
                    record("failure" + i, "")
                        .replace("s3://zq7canary/", "s3://zq7canary-" + i + "/"))
            .toList();
    Path manifest = Files.write(folder.resolve("manifest.jsonl"), lines);

    BatchProcess.Ended ended = run(manifest);

    String deadLetters = Files.readString(folder.resolve("results.dead-letters.jsonl"));
    assertThat(deadLetters.lines()).hasSize(lines.size()).allMatch(line -> line.contains(ID));
    assertThat(deadLetters)
        .contains("ocr: status (500)", "ocr: status (404)")
        .doesNotContain("status (400)");
    nothingIsLeft(ended);
  }

  // Everything that the run wrote, but the manifest itself and the test's own files.
  private void nothingIsLeft(BatchProcess.Ended ended) throws IOException {
    Canaries.areAbsentFrom("log", ended.out());
    assertThat(ended.out())
        .containsPattern(
            logFormat().equals("json")
                ? "Z\",\"log.level\":\"(TRACE|DEBUG)\".*\"service.name\":\"kyc-batch-reverify\""
                : "Z (TRACE|DEBUG) ");
    assertThat(pushed).isNotEmpty();
    pushed.forEach(push -> Canaries.areAbsentFrom("push", push));
    assertThat(collector.spans()).isNotEmpty();
    collector
        .exports()
        .forEach(export -> Canaries.areAbsentFrom("spans", new String(export.body(), ISO_8859_1)));
    List<String> checked = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.equals("manifest.jsonl") || name.equals("password")) {
          continue;
        }
        String text = Files.readString(file, ISO_8859_1);
        if (HAVE_OUTCOMES.contains(name)) {
          text = text.replace(ID, "").replace(Canaries.REASON, "");
        } else if (name.equals("results.dead-letters.jsonl")) {
          text = text.replace(ID, "");
        }
        Canaries.areAbsentFrom(name, text);
        checked.add(name);
      }
    }
    assertThat(checked)
        .contains(
            "results.jsonl",
            "results.dead-letters.jsonl",
            "results.summary.json",
            "results.report.html",
            "results.changes.csv",
            "results.jsonl.run.json",
            "metrics.prom",
            "process.log");
  }

  String logFormat() {
    return "text";
  }

  private BatchProcess.Ended run(Path manifest) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "zq7canary-password");
    BatchProcess process =
        BatchProcess.in(folder)
            .against(URI.create("http://127.0.0.1:9"))
            .with("batch.maxLineSize", "4KiB")
            // Each failure is the module's own answer.
            .with("modules.ocr.circuit.enabled", "false")
            .with("batch.push.url", "http://127.0.0.1:" + pushgateway.getAddress().getPort())
            .with("batch.push.username", "zq7canary")
            .with("batch.push.passwordFile", password.toString())
            .env("KYC_LOG_LEVEL", "TRACE")
            .env("KYC_LOG_FORMAT", logFormat())
            .env("OTEL_TRACES_EXPORTER", "otlp")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
            .env("OTEL_EXPORTER_OTLP_HEADERS", "authorization=zq7canary")
            .args("--textfile", folder.resolve("metrics.prom").toString())
            .args("--max-failures", "100%", "--retries", "1");
    modules.forEach(
        (module, server) ->
            process.env(
                "KYC_" + module.toUpperCase(Locale.ROOT) + "_URL", server.url() + "zq7canary"));
    return process.run(manifest.toString());
  }

  private static String record(String id, String more) {
    return record(id, more, false);
  }

  private static String record(String id, String more, boolean inline) {
    return Canaries.body(inline)
        .replace("\n", " ")
        .replaceFirst(
            "\\{", "{\"id\": \"" + ID + "-" + id + "\"" + more.replace("\\", "\\\\") + ", ");
  }

  private static String http(String status, String body) {
    return "HTTP/1.1 %s\r\nX-Zq7: zq7canary\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }
}
