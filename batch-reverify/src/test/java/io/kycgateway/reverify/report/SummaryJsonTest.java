package io.kycgateway.reverify.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.results.ChangedOutcome;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryJsonTest {
  private final Tally tally = new Tally();

  @Test
  void json_ofALabelledRun_hasCountsTransitionsAndRates() throws IOException {
    tally.add(Outcomes.result(1, Status.VERIFIED, Status.REJECTED));
    tally.add(Outcomes.labelled(2, Status.VERIFIED, GroundTruth.IMPOSTOR, null, false));
    tally.add(Outcomes.bad(3, DeadLetterReason.DUPLICATE_ID));

    ChangedOutcome change =
        new ChangedOutcome("a", Status.VERIFIED, Status.REJECTED, List.of("why"));
    JsonNode json =
        json(
            Summaries.of(
                "m.jsonl",
                ExitCode.TOO_MANY_FAILURES,
                tally,
                new ChangesCsv.Changes(7, List.of(change))));

    assertThat(json.path("outcome").asText()).isEqualTo("too_many_failures");
    assertThat(json.path("exit_code").asInt()).isEqualTo(1);
    assertThat(json.path("records").path("done").asInt()).isEqualTo(2);
    assertThat(json.path("records").path("dead_letter").asInt()).isEqualTo(1);
    assertThat(json.path("records").path("settled_by_earlier_runs").asInt()).isZero();
    assertThat(json.path("records_per_second").asDouble()).isEqualTo(1.5);
    assertThat(json.path("transitions").path("VERIFIED").path("REJECTED").asInt()).isEqualTo(1);
    assertThat(json.path("transitions").path("NONE").path("VERIFIED").asInt()).isEqualTo(1);
    assertThat(json.path("changes").path("count").asInt()).isEqualTo(7);
    assertThat(json.path("changes").path("first").path(0).path("reasons").path(0).asText())
        .isEqualTo("why");
    assertThat(json.path("dead_letters").path("duplicate_id").asInt()).isEqualTo(1);
    assertThat(json.path("ground_truth").path("far").path("errors").asInt()).isEqualTo(1);
    assertThat(json.path("latency_seconds").path("max").asDouble()).isEqualTo(0.001);
    assertThat(json.path("push").path("target").isNull()).isTrue();
  }

  @Test
  void json_ofAStoppedRun_namesTheCause() throws IOException {
    JsonNode json = json(Summaries.of("m.jsonl", ExitCode.STOPPED, tally));

    assertThat(json.path("stopped_by").asText()).isEqualTo("SIGTERM");
    assertThat(json.path("latency_seconds")).isEmpty();
    assertThat(json.has("ground_truth")).isFalse();
  }

  private static JsonNode json(Summary summary) throws IOException {
    return new JsonMapper().readTree(SummaryJson.of(summary));
  }
}
