package io.kycgateway.reverify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.reverify.report.ExitCode;
import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged jar says of changed outcomes and of several shards. */
class SummaryIT {
  private static final String VERIFIED = ",\"previous_status\":\"VERIFIED\"";

  @TempDir Path folder;

  @Test
  void shards_merged_haveTheChangesOfAllRecords() throws IOException {
    Path manifest =
        Files.write(
            folder.resolve("m.jsonl"),
            List.of(
                Manifests.record("same", "sim://genuine", VERIFIED),
                Manifests.record("=flip", "sim://impostor", VERIFIED),
                Manifests.record("new", "sim://impostor", ""),
                Manifests.record("failed", "sim://status/ocr/404", VERIFIED)));
    Path whole = run("whole", manifest, "0/1");
    Path first = run("first", manifest, "0/2");
    Path second = run("second", manifest, "1/2");

    assertThat(Files.readString(whole.resolve("results.changes.csv")))
        .startsWith(
            "\"id\",\"before\",\"now\",\"reasons\"\r\n\"'=flip\",\"VERIFIED\",\"REJECTED\",");
    assertThat(Files.readAllLines(whole.resolve("results.changes.csv"))).hasSize(2);
    Path merged = folder.resolve("all.json");
    BatchProcess batch = BatchProcess.in(folder);
    BatchProcess.Ended ended = batch.end(batch.launch(merge(merged, first, second)));
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out()).contains("2 of 2 shards merged");
    JsonNode expected = json(whole.resolve("results.summary.json"));
    for (String same : List.of("records", "outcomes", "transitions", "changes", "dead_letters")) {
      assertThat(json(merged).path(same)).as(same).isEqualTo(expected.path(same));
    }
    assertThat(expected.path("changes").path("first").path(0).path("id").asText())
        .isEqualTo("=flip");

    InProcessBatch.Ended refused = InProcessBatch.run(Map.of(), merge(merged, first, first));
    assertThat(refused.code()).as(refused.out()).isEqualTo(ExitCode.USAGE);
    InProcessBatch.Ended overwriting =
        InProcessBatch.run(Map.of(), merge(first.resolve("results.summary.json"), first, second));
    assertThat(overwriting.code()).as(overwriting.out()).isEqualTo(ExitCode.USAGE);
    assertThat(overwriting.out()).contains("must be two files");
  }

  private Path run(String name, Path manifest, String shard) throws IOException {
    Path own = Files.createDirectory(folder.resolve(name));
    BatchProcess.Ended ended =
        BatchProcess.in(own).args("--shard", shard, "--max-failures", "1").run(manifest.toString());
    assertThat(ended.code()).as(ended.out()).isZero();
    return own;
  }

  private static List<String> merge(Path output, Path first, Path second) {
    return List.of(
        "summary",
        "merge",
        first.resolve("results.summary.json").toString(),
        second.resolve("results.summary.json").toString(),
        "--output",
        output.toString());
  }

  private static JsonNode json(Path file) throws IOException {
    return new JsonMapper().readTree(file.toFile());
  }
}
