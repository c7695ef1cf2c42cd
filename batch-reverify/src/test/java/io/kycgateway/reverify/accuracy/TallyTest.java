package io.kycgateway.reverify.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.verification.Status;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void add_resultsAndDeadLetters_areAllProcessed() {
    tally.add(Outcomes.result(1, null, Status.VERIFIED));
    tally.add(Outcomes.failed(2, 3));
    tally.add(Outcomes.bad(3, DeadLetterReason.NOT_JSON));
    tally.add(Outcomes.bad(4, DeadLetterReason.NOT_JSON));

    assertThat(tally.done()).isEqualTo(1);
    assertThat(tally.failed()).as("dead letters that were attempted").isEqualTo(1);
    assertThat(tally.deadLetters()).isEqualTo(3);
    assertThat(tally.processed()).isEqualTo(4);
    assertThat(tally.retries()).isEqualTo(2);
    assertThat(tally.deadLettersByReason())
        .containsEntry(DeadLetterReason.NOT_JSON, 2L)
        .containsEntry(DeadLetterReason.RETRIES_EXHAUSTED, 1L)
        .hasSize(2);
    assertThat(tally.count(Status.ERROR)).isEqualTo(1);
    assertThat(tally.hasGroundTruth()).isFalse();
  }

  @Test
  void add_badLine_hasNeitherLatencyNorTransition() {
    tally.add(Outcomes.bad(1, DeadLetterReason.INVALID_RECORD));

    assertThat(tally.latency().getTotalCount()).isZero();
    for (Status status : Status.values()) {
      assertThat(tally.transitions(null, status)).isZero();
    }
  }

  @Test
  void add_degradedDecision_isCounted() {
    tally.add(new RecordOutcome(1, Status.MANUAL_REVIEW, Labels.NONE, 1, 7000, false, true, null));

    assertThat(tally.degraded()).isEqualTo(1);
    assertThat(tally.latency().getMaxValue()).isBetween(7000L, 7010L);
  }

  @Test
  void deadLettersByReason_changedByTheCaller_leavesTheTallyAsItWas() {
    tally.add(Outcomes.bad(1, DeadLetterReason.NOT_JSON));

    tally.deadLettersByReason().clear();

    assertThat(tally.deadLetters()).isEqualTo(1);
  }
}
