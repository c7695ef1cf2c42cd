package io.kycgateway.reverify.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.verification.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionsTest {
  @Test
  void rows_ofATally_areOnePerPreviousStatusAndTheUnknownLast() {
    Tally tally = new Tally();
    tally.add(Outcomes.result(1, Status.VERIFIED, Status.VERIFIED));
    tally.add(Outcomes.result(2, Status.VERIFIED, Status.REJECTED));
    tally.add(Outcomes.result(3, null, Status.REJECTED));

    List<Transitions.Row> rows = Transitions.rows(tally);

    assertThat(rows)
        .extracting(Transitions.Row::previous)
        .containsExactly("VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR", "NONE");
    assertThat(rows.get(0).count(Status.VERIFIED)).isEqualTo(1);
    assertThat(rows.get(0).count(Status.REJECTED)).isEqualTo(1);
    assertThat(rows.get(0).total()).isEqualTo(2);
    assertThat(rows.get(1).total()).isZero();
    assertThat(rows.get(4).status()).isNull();
    assertThat(rows.get(4).count(Status.REJECTED)).isEqualTo(1);
  }
}
