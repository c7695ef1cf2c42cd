package io.kycgateway.reverify.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.results.ChangedOutcome;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.verification.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Tally tally = new Tally();

  @Test
  void names_withMarkup_areEscaped() {
    String html =
        html(Summaries.of("<script>alert('1')</script>&\".jsonl", ExitCode.COMPLETE, tally));

    assertThat(html)
        .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;.jsonl")
        .doesNotContain("<script");
  }

  @Test
  void emptyRun_saysThatNothingWasProcessed() {
    assertThat(html(Summaries.of("m.jsonl", ExitCode.STOPPED, tally)))
        .contains("No line of the manifest was processed.")
        .contains("class=\"verdict stopped\">stopped: SIGTERM; run the same command to resume<")
        .doesNotContain("<h2>")
        .doesNotContain("{{");
  }

  @Test
  void unlabelledRun_hasChartsAndNoErrorRates() {
    tally.add(Outcomes.result(1, Status.VERIFIED, Status.VERIFIED));
    tally.add(Outcomes.result(2, Status.VERIFIED, Status.REJECTED));
    tally.add(Outcomes.result(3, null, Status.VERIFIED));

    assertThat(html(Summaries.of("m.jsonl", ExitCode.COMPLETE, tally)))
        .contains("aria-label=\"Records by outcome\"")
        .contains("aria-label=\"Distribution of the time per record\"")
        .contains(
            "<tr><th scope=\"row\">VERIFIED</th><td class=\"same\" style=\"background:"
                + " rgba(var(--tint), 0.300)\" title=\"50.00 %\">1</td>")
        .contains("<tr><th scope=\"row\">NONE</th>")
        .contains("No record has a ground truth label")
        .doesNotContain("<tr><th scope=\"row\">REJECTED</th>")
        .doesNotContain("<h2>Dead letters</h2>")
        .doesNotContain("aria-label=\"Error rates");
  }

  @Test
  void labelledRun_withDeadLetters_showsRatesAndReasons() {
    tally.add(Outcomes.labelled(1, Status.VERIFIED, GroundTruth.IMPOSTOR, null, false));
    tally.add(Outcomes.bad(2, DeadLetterReason.NOT_JSON));

    assertThat(html(Summaries.of("m.jsonl", ExitCode.TOO_MANY_FAILURES, tally)))
        .contains("aria-label=\"Error rates with their bounds\"")
        .contains("<th scope=\"row\">FAR</th><td class=\"text\">1 false accepts in 1 impostor")
        .contains("<tr><th scope=\"row\">not_json</th><td>1</td></tr>")
        .contains("class=\"verdict bad\"");
  }

  @Test
  void changedOutcomes_areListedEscapedAndPointToAllOfThem() {
    tally.add(Outcomes.result(1, Status.VERIFIED, Status.REJECTED));
    ChangedOutcome change =
        new ChangedOutcome("<b>", Status.VERIFIED, Status.REJECTED, List.of("x", "y"));

    assertThat(
            html(
                Summaries.of(
                    "m.jsonl",
                    ExitCode.COMPLETE,
                    tally,
                    new ChangesCsv.Changes(2000, List.of(change)))))
        .contains(
            "2,000 records, of which the first 1 are listed; all of them are in"
                + " /data/r.changes.csv.",
            "<tr><th scope=\"row\">&lt;b&gt;</th><td class=\"text\">VERIFIED</td>"
                + "<td class=\"text\">REJECTED</td><td class=\"text\">x, y</td></tr>");
  }

  private static String html(Summary summary) {
    return new String(Report.of(summary), StandardCharsets.UTF_8);
  }
}
