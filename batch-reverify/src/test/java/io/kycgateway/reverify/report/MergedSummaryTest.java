package io.kycgateway.reverify.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.results.ChangedOutcome;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedSummaryTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void of_allShards_isTheSummaryOfAllRecords() throws Exception {
    List<RecordOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      outcomes.add(
          Outcomes.result(
              i,
              i % 2 == 0 ? Status.VERIFIED : null,
              i % 3 == 0 ? Status.REJECTED : Status.MANUAL_REVIEW));
      outcomes.add(Outcomes.labelled(i, Status.VERIFIED, GroundTruth.IMPOSTOR, null, false));
      outcomes.add(Outcomes.labelled(i, Status.REJECTED, GroundTruth.GENUINE, null, i % 4 == 0));
      outcomes.add(
          Outcomes.labelled(i, Status.VERIFIED, GroundTruth.IMPOSTOR, AttackType.MASK, i % 5 == 0));
      outcomes.add(Outcomes.bad(i, DeadLetterReason.NOT_JSON));
    }
    Tally all = new Tally();
    Tally[] parts = {new Tally(), new Tally(), new Tally()};
    for (int i = 0; i < outcomes.size(); i++) {
      all.add(outcomes.get(i));
      parts[i % 7 % 3].add(outcomes.get(i));
    }
    List<Path> files = new ArrayList<>();
    for (int i = 2; i >= 0; i--) {
      files.add(write("s" + i, ExitCode.COMPLETE, new Shard(i, 3), parts[i]));
    }

    JsonNode merged = JSON.readTree(MergedSummaryJson.of(MergedSummary.of(files)));

    JsonNode whole = JSON.readTree(SummaryJson.of(Summaries.of("m", ExitCode.COMPLETE, all)));
    for (String same :
        List.of(
            "outcome",
            "exit_code",
            "manifest",
            "simulated",
            "records",
            "outcomes",
            "transitions",
            "dead_letters",
            "latency_seconds",
            "ground_truth")) {
      assertThat(merged.path(same)).as(same).isEqualTo(whole.path(same));
    }
    assertThat(merged.path("changes").path("count").asInt()).isEqualTo(3);
    assertThat(merged.path("changes").path("first").path(2).path("id").asText()).isEqualTo("s2");
    assertThat(merged.path("seconds").asDouble()).isEqualTo(2);
    assertThat(merged.path("merged_from")).hasSize(3);
  }

  @Test
  void of_missingOrStoppedShard_isNotComplete() throws Exception {
    Path first = write("a", ExitCode.COMPLETE, new Shard(0, 3), new Tally());
    Path second = write("b", ExitCode.TOO_MANY_FAILURES, new Shard(1, 3), new Tally());
    Path last = write("c", ExitCode.STOPPED, new Shard(2, 3), new Tally());

    MergedSummary two = MergedSummary.of(List.of(first, second));

    assertThat(two.headline()).isEqualTo("2 of 3 shards merged; missing: [2]");
    assertThat(JSON.readTree(MergedSummaryJson.of(two)).path("outcome").asText())
        .isEqualTo("stopped");
    assertThat(
            JSON.readTree(MergedSummaryJson.of(two))
                .path("records")
                .path("total_is_exact")
                .asBoolean())
        .isFalse();
    assertThat(
            JSON.readTree(MergedSummaryJson.of(MergedSummary.of(List.of(first, second, last))))
                .path("exit_code")
                .asInt())
        .isEqualTo(3);
  }

  @Test
  void of_summariesThatDoNotBelongTogether_namesThem() throws Exception {
    Path one = write("one", ExitCode.COMPLETE, new Shard(0, 3), new Tally());
    Path same = write("same", ExitCode.COMPLETE, new Shard(0, 3), new Tally());
    Path other = write("other", ExitCode.COMPLETE, new Shard(1, 4), new Tally());
    Path whole = write("whole", ExitCode.COMPLETE, Shard.WHOLE, new Tally());

    refused(one, same, one + " and " + same + " are both of shard 0");
    refused(one, other, other + " is of 4 shards and " + one + " of 3");
    refused(one, whole, whole + " is of 1 shards");
    refused(one, edited(other, "manifest", "sha256:b"), "is of another manifest than " + one);
    refused(one, edited(other, "format", "x/2"), "is not of the format kyc-reverification-summary");
    refused(one, edited(other, "shard", ""), "is merged already");
    refused(one, Files.writeString(folder.resolve("text"), "text"), "text is not a summary");
    refused(one, folder.resolve("none"), "none cannot be read: no such file or folder");
  }

  private void refused(Path one, Path other, String message) {
    assertThatThrownBy(() -> MergedSummary.of(List.of(one, other)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(message);
  }

  private Path edited(Path summary, String field, String value) throws Exception {
    ObjectNode json = (ObjectNode) JSON.readTree(summary.toFile());
    json.put(field, value);
    return Files.write(folder.resolve("edited-" + field), JSON.writeValueAsBytes(json));
  }

  private Path write(String name, ExitCode code, Shard shard, Tally tally) throws Exception {
    ChangedOutcome change = new ChangedOutcome(name, Status.VERIFIED, Status.REJECTED, List.of());
    Summary summary =
        Summaries.of("m", code, shard, tally, new ChangesCsv.Changes(1, List.of(change)));
    return Files.write(folder.resolve(name), SummaryJson.of(summary));
  }
}
