package io.kycgateway.reverify.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.verification.Status;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SummaryTextTest {
  private final Tally tally = new Tally();
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @Test
  void text_ofARun_namesRecordsReasonsAndFiles() {
    tally.add(Outcomes.result(1, Status.VERIFIED, Status.REJECTED));
    tally.add(Outcomes.failed(2, 4));
    tally.add(Outcomes.bad(3, DeadLetterReason.NOT_JSON));

    assertThat(SummaryText.of(Summaries.of("m.jsonl", ExitCode.TOO_MANY_FAILURES, tally)))
        .contains("Re-verification complete, with 2 dead letters; 1 allowed\n")
        .contains("3 of 3 records processed (0 by earlier runs), shard 0/1, 2 s, 1.5/s\n")
        .contains("dead letters   2: not_json 1, retries_exhausted 1\n")
        .contains("retries        3\n")
        .contains("summary        /data/r.summary.json\n")
        .contains("metrics        not pushed: PUSHGATEWAY_URL is not set\n");
  }

  @Test
  void text_inAnyLocale_isTheSame() {
    tally.add(Outcomes.bad(1, DeadLetterReason.NOT_JSON));
    tally.add(Outcomes.bad(2, DeadLetterReason.NOT_JSON));
    Summary summary = Summaries.of("m.jsonl", ExitCode.TOO_MANY_FAILURES, tally);
    Locale.setDefault(Locale.ROOT);
    String expected = SummaryText.of(summary);

    Locale.setDefault(Locale.forLanguageTag("ar-EG"));

    assertThat(SummaryText.of(summary)).isEqualTo(expected);
  }
}
