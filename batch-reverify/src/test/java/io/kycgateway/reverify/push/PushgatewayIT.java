package io.kycgateway.reverify.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import io.kycgateway.reverify.testing.RealParts;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.TestGateway;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar against a real Pushgateway, and a real Prometheus that scrapes it. */
class PushgatewayIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LAST_SUCCESS = "kyc_reverification_last_success_timestamp_seconds";
  private static final String JOB = "kyc-reverification";

  @TempDir Path folder;
  private RealParts pushgateway;

  @BeforeEach
  void start() throws IOException {
    pushgateway = RealParts.pushgateway(folder);
  }

  @AfterEach
  void stop() {
    if (pushgateway != null) {
      pushgateway.close();
    }
  }

  @Test
  void pushedValues_inPrometheus_equalTheFiles() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String previous = ",\"previous_status\":\"" + (i % 3 == 0 ? "REJECTED" : "VERIFIED") + "\"";
      lines.add(Manifests.record("g" + i, "sim://genuine", previous + truth("genuine")));
      lines.add(Manifests.record("i" + i, "sim://impostor", truth("impostor")));
      lines.add(Manifests.record("r" + i, "sim://review", previous));
      lines.add(
          Manifests.record(
              "a" + i, "sim://attack/mask", truth("impostor") + ",\"attack_type\":\"mask\""));
    }
    lines.add(Manifests.record("fa", "sim://genuine", truth("impostor")));
    lines.add(Manifests.record("err", "sim://error/ocr", ",\"previous_status\":\"VERIFIED\""));
    lines.add("{broken");
    Path manifest = Files.write(folder.resolve("m.jsonl"), lines);
    try (RealParts prometheus = RealParts.prometheus(folder, pushgateway.url())) {
      BatchProcess.Ended ended = batch(folder).args("--max-failures", "2").run(manifest.toString());
      assertThat(ended.code()).as(ended.out()).isZero();
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> query(prometheus, LAST_SUCCESS).size() == 1);

      Map<String, Double> files = fromFiles();
      assertThat(files.get("count")).isEqualTo(242);
      for (String status : List.of("VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR")) {
        assertThat(value(prometheus, "kyc_reverifications_total{status=\"%s\"}".formatted(status)))
            .as(status)
            .isEqualTo(files.getOrDefault("status " + status, 0.0));
        for (String before : List.of("VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR", "NONE")) {
          String series =
              "kyc_reverification_transitions_total{previous=\"%s\",current=\"%s\"}"
                  .formatted(before, status);
          assertThat(value(prometheus, series))
              .as(series)
              .isEqualTo(files.getOrDefault(before + " " + status, 0.0));
        }
      }
      assertThat(value(prometheus, "kyc_reverification_duration_seconds_count")).isEqualTo(242);
      assertThat(value(prometheus, "kyc_reverification_duration_seconds_sum"))
          .isCloseTo(files.get("seconds"), within(1e-9));
      assertThat(
              value(prometheus, "kyc_reverification_duration_seconds_bucket{le=~\"8(\\\\.0)?\"}"))
          .isEqualTo(242);
      assertThat(value(prometheus, "kyc_reverification_records{state=\"total\"}")).isEqualTo(243);
      assertThat(value(prometheus, "kyc_reverification_records{state=\"done\"}")).isEqualTo(241);
      assertThat(value(prometheus, "kyc_reverification_records{state=\"dead_letter\"}"))
          .isEqualTo(2);
      assertThat(value(prometheus, "kyc_reverification_records{state=\"failed\"}")).isEqualTo(1);
      assertThat(value(prometheus, "kyc_far_ratio")).isCloseTo(1 / 61.0, within(1e-12));
      assertThat(value(prometheus, "kyc_far_upper_bound_ratio")).isBetween(0.07, 0.08);
      assertThat(value(prometheus, "kyc_frr_ratio")).isZero();
      assertThat(value(prometheus, "kyc_apcer_upper_bound_ratio{attack_type=\"mask\"}"))
          .isCloseTo(1 - Math.pow(0.05, 1 / 60.0), within(1e-9));
      assertThat(value(prometheus, "kyc_simulator_enabled")).isEqualTo(1);
      assertThat(value(prometheus, "time() - " + LAST_SUCCESS)).isBetween(-5.0, 600.0);
      assertThat(value(prometheus, "sum(kyc_verifications_total{job=\"%s\"})".formatted(JOB)))
          .as("one for each attempt: 241 and four of the one that failed")
          .isEqualTo(245);
    }
  }

  @Test
  void failedSecondRun_leavesTheLastSuccessAndNoStaleFamilies() throws IOException {
    Path labelled =
        Files.writeString(
            folder.resolve("m.jsonl"),
            Manifests.record("a", "sim://impostor", truth("impostor")) + "\n");
    assertThat(batch(folder).run(labelled.toString()).code()).isZero();
    double success = pushed().value(LAST_SUCCESS);
    assertThat(pushed().types()).containsKey("kyc_far_ratio");

    Path second = Files.createDirectory(folder.resolve("second"));
    Path failing =
        Files.writeString(
            second.resolve("m.jsonl"), Manifests.record("b", "sim://status/ocr/404", "") + "\n");
    BatchProcess.Ended ended = batch(second).run(failing.toString());

    assertThat(ended.code()).as(ended.out()).isEqualTo(1);
    assertThat(pushed().value(LAST_SUCCESS)).isEqualTo(success);
    assertThat(pushed().value("kyc_reverification_last_completion_timestamp_seconds"))
        .isGreaterThan(success);
    assertThat(pushed().sum("kyc_reverifications_total")).isEqualTo(1);
    assertThat(pushed().types())
        .as("no ground truth in this one")
        .doesNotContainKey("kyc_far_ratio");
  }

  @Test
  void sameCommandAgain_pushesNoNewTimes() throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 5).toString();
    for (String[] shard : new String[][] {{}, {"--shard", "0/2"}}) {
      Path own = Files.createDirectory(folder.resolve("run-" + shard.length));
      assertThat(batch(own).args(shard).run(manifest).code()).isZero();
      double pushed = pushed().value("push_time_seconds", "job", JOB);

      BatchProcess.Ended again = batch(own).args(shard).run(manifest);

      assertThat(again.code()).as(again.out()).isZero();
      assertThat(again.out()).contains("NOTHING NEW");
      assertThat(pushed().value("push_time_seconds", "job", JOB)).isEqualTo(pushed);
    }
  }

  @Test
  void sameCommandAgain_afterAFailedLastPush_pushesTheTimesOfTheRunThatDidTheWork()
      throws IOException {
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 5).toString();
    BatchProcess.Ended unpushed =
        BatchProcess.in(folder).env("PUSHGATEWAY_URL", "http://127.0.0.1:1").run(manifest);
    assertThat(unpushed.out()).contains("NOT PUSHED");
    double before = System.currentTimeMillis() / 1000.0;

    assertThat(batch(folder).run(manifest).out()).contains("pushed, with the time of that run");

    assertThat(pushed().value(LAST_SUCCESS)).isLessThan(before);
    assertThat(pushed().value("kyc_reverification_last_start_timestamp_seconds"))
        .isLessThan(pushed().value(LAST_SUCCESS));
    assertThat(batch(folder).run(manifest).out()).contains("not pushed: nothing new");
  }

  @Test
  void smallerShardedRun_leavesNoStaleGroup() throws IOException {
    pushgateway.post("/metrics/job/another-job/shard/9", "theirs 1\n");
    pushgateway.post("/metrics/job/" + JOB + "/shard/9/pod/x", "theirs_too 1\n");
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 40).toString();
    double processed = 0;
    for (int shard = 0; shard < 3; shard++) {
      Path own = Files.createDirectory(folder.resolve("shard-" + shard));
      BatchProcess.Ended ended = batch(own).args("--shard", shard + "/3").run(manifest);
      assertThat(ended.code()).as(ended.out()).isZero();
      processed += Files.readAllLines(own.resolve("results.jsonl")).size();
    }
    assertThat(processed).isEqualTo(40);
    assertThat(pushed().sum("kyc_reverifications_total", "job", JOB)).isEqualTo(40);
    assertThat(shards()).containsExactlyInAnyOrder("0", "1", "2");

    Path own = Files.createDirectory(folder.resolve("smaller"));
    BatchProcess.Ended ended =
        batch(own).env("JOB_COMPLETION_INDEX", "1").env("KYC_SHARD_COUNT", "2").run(manifest);

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(shards()).containsExactlyInAnyOrder("0", "1");
    assertThat(pushed().samples("theirs")).hasSize(1);
    assertThat(pushed().samples("theirs_too")).hasSize(1);
  }

  @Test
  void types_besideTheGatewaysOwnScrape_doNotClash() throws Exception {
    String gateway;
    try (TestGateway running = TestGateway.start()) {
      gateway =
          running
              .send(
                  HttpRequest.newBuilder(running.adminUrl().resolve("/metrics"))
                      .header(
                          "Authorization",
                          TestGateway.basic(TestGateway.USERNAME, TestGateway.PASSWORD))
                      .build())
              .body();
    }
    assertThat(pushgateway.post("/metrics/job/kyc-gateway", gateway).statusCode()).isEqualTo(200);
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 5).toString();

    BatchProcess.Ended ended = batch(folder).run(manifest);

    assertThat(ended.out()).contains("metrics        pushed to " + pushgateway.url());
    assertThat(pushed().value("push_failure_time_seconds", "job", JOB)).isZero();
  }

  private BatchProcess batch(Path in) {
    return BatchProcess.in(in).env("PUSHGATEWAY_URL", pushgateway.url().toString());
  }

  private Scrape pushed() {
    return Scrape.parse(pushgateway.get("/metrics").body());
  }

  private List<String> shards() {
    return pushed().samples("kyc_reverification_shards", "job", JOB).stream()
        .map(sample -> sample.labels().get("shard"))
        .toList();
  }

  private Map<String, Double> fromFiles() throws IOException {
    Map<String, Double> sums = new HashMap<>();
    for (String file : List.of("results.jsonl", "results.dead-letters.jsonl")) {
      for (String line : Files.readAllLines(folder.resolve(file))) {
        JsonNode json = JSON.readTree(line);
        if (json.has("status")) {
          String status = json.path("status").textValue();
          sums.merge("count", 1.0, Double::sum);
          sums.merge("status " + status, 1.0, Double::sum);
          sums.merge(json.path("previous_status").asText("NONE") + " " + status, 1.0, Double::sum);
          sums.merge("seconds", json.path("duration_seconds").doubleValue(), Double::sum);
        }
      }
    }
    return sums;
  }

  private static double value(RealParts prometheus, String expression) throws IOException {
    JsonNode result = query(prometheus, expression);
    assertThat(result).as(expression).hasSize(1);
    return result.path(0).path("value").path(1).asDouble();
  }

  private static JsonNode query(RealParts prometheus, String expression) throws IOException {
    String body =
        prometheus
            .get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
            .body();
    return JSON.readTree(body).path("data").path("result");
  }

  private static String truth(String truth) {
    return ",\"ground_truth\":\"" + truth + "\"";
  }
}
