package io.kycgateway.reverify.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import org.junit.jupiter.api.Test;

class RatedErrorRateTest {
  @Test
  void of_aTally_namesOnlyRatesWithTrials() {
    Tally tally = new Tally();
    assertThat(RatedErrorRate.of(tally)).isEmpty();

    tally.add(Outcomes.labelled(1, Status.REJECTED, GroundTruth.IMPOSTOR, null, false));
    tally.add(Outcomes.labelled(2, Status.VERIFIED, null, AttackType.MASK, false));

    assertThat(RatedErrorRate.of(tally))
        .extracting(RatedErrorRate::key, rate -> rate.rate().errors(), RatedErrorRate::objective)
        .containsExactly(tuple("far", 0, 0.001), tuple("apcer_mask", 1, 0.01));
  }
}
