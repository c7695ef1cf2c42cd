package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.HistoryDatabases.Kind;
import io.kycgateway.history.database.HistoryConfiguration;
import io.kycgateway.history.record.VerificationRecord;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.testing.KeptRecords;
import io.kycgateway.reverify.testing.RealParts;
import io.kycgateway.testing.Scrape;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jline.utils.Signals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs over the history, by their command lines, on both databases with simulated modules. */
class HistoryCommandsIT {
  private static final Path CONFIG = Path.of("..", "config.yml");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final Map<String, Object> signalHandlers = new HashMap<>();
  private HistoryConfiguration history;
  private String pushgateway = "";

  // A run replaces them.
  @BeforeEach
  void keepSignalHandlers() {
    for (String signal : List.of("TERM", "INT", "HUP")) {
      signalHandlers.put(signal, Signals.registerDefault(signal));
    }
  }

  @AfterEach
  void restoreSignalHandlers() {
    signalHandlers.forEach(Signals::unregister);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void run_overTheHistory_fromSelectionToComparison(Kind kind) throws Exception {
    history = kind.configuration();
    VerificationRecord genuine = KeptRecords.of("sim://genuine", Status.REJECTED);
    VerificationRecord impostor = KeptRecords.of("sim://impostor", Status.VERIFIED);
    VerificationRecord attack = KeptRecords.of("sim://attack/mask", Status.VERIFIED);
    VerificationRecord failing = KeptRecords.of("sim://error/ocr", Status.VERIFIED);
    VerificationRecord inline = KeptRecords.inline(Status.VERIFIED);
    VerificationRecord erased = KeptRecords.of("sim://genuine", Status.VERIFIED).erased();
    VerificationRecord foreign = KeptRecords.withUnknownKey(Status.VERIFIED);
    KeptRecords.insert(history, genuine, impostor, attack, failing, inline, erased, foreign);
    Path output = folder.resolve("first.jsonl");

    InProcessBatch.Ended first =
        batch(
            "reverify",
            "--select",
            "--older-than",
            "0d",
            "--run",
            "first",
            "--output",
            "" + output,
            "--max-failures",
            "1",
            "--retries",
            "0",
            "--progress",
            "none");

    assertThat(first.code()).as(first.out()).isEqualTo(ExitCode.COMPLETE);
    assertThat(first.out())
        .contains("7 of 7 records processed")
        .contains("dead letters   1: ")
        .contains("skipped        3: evidence_inline 1, evidence_erased 1, key_missing 1");
    JsonNode summary = JSON.readTree(folder.resolve("first.summary.json").toFile());
    assertThat(summary.at("/records/total").asInt()).isEqualTo(7);
    assertThat(summary.at("/records/done").asInt()).isEqualTo(3);
    assertThat(summary.at("/transitions/REJECTED/VERIFIED").asInt()).isEqualTo(1);
    assertThat(summary.at("/transitions/VERIFIED/ERROR").asInt()).isEqualTo(1);
    assertThat(Files.readAllLines(output)).hasSize(3);
    assertThat(JSON.readTree(Files.readAllLines(output).get(0)).path("id").asText())
        .isEqualTo(genuine.id().toString());
    assertThat(Files.readString(folder.resolve("first.dead-letters.jsonl")))
        .contains(foreign.id() + "\",\"reason\":\"key_missing\"")
        .contains("evidence_inline")
        .hasLineCount(4);
    assertThat(Files.readString(folder.resolve("first.report.html")))
        .contains("evidence_erased")
        .contains(genuine.id().toString());

    InProcessBatch.Ended again =
        batch("reverify", "--run", "first", "--progress", "none", "--retries", "0");
    assertThat(again.code()).isEqualTo(ExitCode.COMPLETE);
    assertThat(again.out()).contains("NOTHING NEW").contains("name another --run");

    Path labels = folder.resolve("labels.csv");
    Files.writeString(
        labels,
        "verification_id,ground_truth,attack_type\n%s,genuine,\n%s,impostor,\n%s,impostor,mask\n"
            .formatted(genuine.id(), impostor.id(), attack.id()));
    assertThat(batch("labels", "import", labels.toString()).out()).contains("3 labels imported");
    InProcessBatch.Ended shown = batch("runs", "show", "first");
    assertThat(shown.code()).isEqualTo(ExitCode.COMPLETE);
    assertThat(shown.out())
        .contains("FAR            0 false accepts in 1 impostor trials")
        .contains("FRR            0 false rejects in 1 genuine trials")
        .contains("APCER mask     0 missed in 1 mask attacks");

    assertThat(
            batch("reverify", "--select", "--limit", "2", "--run", "second", "--progress", "none")
                .code())
        .isEqualTo(ExitCode.COMPLETE);
    Path compared = Files.createDirectory(folder.resolve("compared"));
    InProcessBatch.Ended comparison =
        batch("runs", "compare", "first", "second", "--output", compared.toString());
    assertThat(comparison.out())
        .contains("2 records are in both runs, 5 in first alone, 0 in second alone")
        .contains("changed        0");
    assertThat(compared.resolve("first.report.html")).exists();
    assertThat(compared.resolve("second.report.html")).exists();
    assertThat(compared.resolve("first-second.changes.csv"))
        .hasContent("verification_id,first,second\r\n");
    assertThat(batch("runs", "list").out()).contains("first").contains("second  ");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void labels_thatComeAfterTheRun_arePushedOnRequest(Kind kind) throws Exception {
    history = kind.configuration();
    VerificationRecord impostor = KeptRecords.of("sim://impostor", Status.REJECTED);
    VerificationRecord inline = KeptRecords.inline(Status.VERIFIED);
    KeptRecords.insert(history, impostor, inline);
    assertUsage("PUSHGATEWAY_URL) is empty", "runs", "push", "first");
    try (RealParts gateway =
        RealParts.pushgateway(Files.createDirectory(folder.resolve("pushgateway")))) {
      pushgateway = gateway.url().toString();
      assertUsage("there is no run first", "runs", "push", "first");
      String[] run = {"reverify", "--select", "--run", "first", "--progress", "none"};
      assertThat(batch(run).code()).isEqualTo(ExitCode.COMPLETE);
      Scrape before = Scrape.parse(gateway.get("/metrics").body());
      assertThat(before.samples("kyc_far_ratio")).isEmpty();
      assertThat(batch("labels", "import", labels(header() + impostor.id() + ",impostor")).code())
          .isEqualTo(ExitCode.COMPLETE);

      InProcessBatch.Ended pushed = batch("runs", "push", "first");

      assertThat(pushed.code()).as(pushed.out()).isEqualTo(ExitCode.COMPLETE);
      assertThat(pushed.out()).contains("run first pushed to " + pushgateway);
      Scrape after = Scrape.parse(gateway.get("/metrics").body());
      assertThat(after.samples("kyc_far_ratio")).hasSize(1);
      assertThat(after.value("kyc_reverification_items", "state", "skipped")).isEqualTo(1);
      for (String same :
          List.of(
              "kyc_reverification_duration_seconds_count",
              "kyc_reverification_last_start_timestamp_seconds",
              "kyc_reverification_last_completion_timestamp_seconds",
              "kyc_reverification_last_success_timestamp_seconds")) {
        assertThat(after.value(same)).as(same).isEqualTo(before.value(same));
      }

      run[3] = "second";
      assertThat(batch(run).code()).isEqualTo(ExitCode.COMPLETE);
      assertUsage(
          "run first is not the latest: what is pushed is of second", "runs", "push", "first");
    }
    InProcessBatch.Ended refused = batch("runs", "push", "second");
    assertThat(refused.out()).contains("not pushed to " + pushgateway);
    assertThat(refused.code()).isEqualTo(ExitCode.TOO_MANY_FAILURES);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void commandLines_thatCannotBe_areRefusedWithOneSentence(Kind kind) throws Exception {
    history = kind.configuration();
    KeptRecords.insert(history, KeptRecords.of("sim://genuine", Status.VERIFIED));
    assertThat(batch("reverify", "--select", "--run", "run", "--progress", "none").code())
        .isEqualTo(ExitCode.COMPLETE);

    assertUsage("--select needs --run", "reverify", "--select");
    assertUsage("--older-than must be", "reverify", "--select", "--run", "x", "--older-than", "1y");
    assertUsage("--country ESP needs --select", "reverify", "--run", "x", "--country", "ESP");
    assertUsage("--input is for a manifest", "reverify", "--run", "x", "--input", "m");
    assertUsage("--shard is for a manifest", "reverify", "--run", "x", "--shard", "0/2");
    assertUsage("--dry-run is for a manifest", "reverify", "--run", "x", "--dry-run");
    assertUsage("there is no run x", "reverify", "--run", "x");
    assertUsage("--run must be 1 to 64", "reverify", "--select", "--run", "a/b");
    assertUsage(
        "run run has another selection", "reverify", "--select", "--limit", "1", "--run", "run");
    assertUsage(
        "no kept verification matches", "reverify", "--select", "--country", "FRA", "--run", "x");
    assertUsage("there is no run x", "runs", "show", "x");
    assertUsage("takes the names of 2 runs", "runs", "compare", "run");
    assertUsage("there is no folder", "runs", "compare", "run", "run", "--output", "none/at/all");
    assertUsage("there is no file", "labels", "import", folder.resolve("none").toString());
    assertUsage("line 1: the header must be", "labels", "import", labels("a,b\n"));
    assertUsage("line 2: verification_id must", "labels", "import", labels(header() + "7,genuine"));
    assertUsage(
        "line 3: ground_truth must be",
        "labels",
        "import",
        labels(
            header()
                + "01a211e0-30c2-7c89-a3b7-93d86acc058d,genuine\n"
                + "01a211e0-30c2-7c89-a3b7-93d86acc058d,maybe"));
    InProcessBatch.Ended unknown =
        batch(
            "labels", "import", labels(header() + "01a211e0-30c2-7c89-a3b7-93d86acc058d,genuine"));
    assertThat(unknown.code()).isEqualTo(ExitCode.TOO_MANY_FAILURES);
    assertThat(unknown.out()).contains("1 of verifications that are not kept, the first in line 2");

    history = HistoryConfiguration.none();
    assertUsage("KYC_DATABASE_URL) is empty", "reverify", "--run", "x");
  }

  private static String header() {
    return "verification_id,ground_truth\n";
  }

  private String labels(String content) throws IOException {
    return Files.writeString(folder.resolve("bad.csv"), content).toString();
  }

  private void assertUsage(String message, String... arguments) throws IOException {
    InProcessBatch.Ended ended = batch(arguments);
    assertThat(ended.out()).contains("kyc-batch-reverify cannot start").contains(message);
    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
  }

  private InProcessBatch.Ended batch(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    // The configuration follows the command, or its action.
    all.add(arguments[0].equals("reverify") ? 1 : 2, CONFIG.toString());
    return InProcessBatch.run(
        Map.of(
            "KYC_SIMULATOR",
            "true",
            "KYC_DATABASE_URL",
            history.url(),
            "KYC_DATABASE_USER",
            history.username(),
            "KYC_HISTORY_KEYS_FILE",
            HistoryDatabases.keysFile(folder).toString(),
            "PUSHGATEWAY_URL",
            pushgateway),
        all);
  }
}
