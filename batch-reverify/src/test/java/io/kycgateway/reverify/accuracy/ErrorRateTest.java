package io.kycgateway.reverify.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kycgateway.reverify.manifest.GroundTruth;
import io.kycgateway.reverify.manifest.Labels;
import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorRateTest {

  // The numbers of docs/glossary.md: trials that 0, 1, 2 ... errors need.
  @ParameterizedTest
  @CsvSource({"0, 2995", "1, 4742", "2, 6294", "3, 7752", "5, 10511", "10, 16959"})
  void trialsNeeded_toShowFarBelowOneInAThousand_areTheContracts(int errors, int trials) {
    assertThat(new ErrorRate(errors, 1).trialsNeeded(0.001)).isEqualTo(trials);
    assertThat(new ErrorRate(errors, trials).shows(0.001)).isTrue();
    assertThat(new ErrorRate(errors, trials - 1).shows(0.001)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"100, 0.0295", "300, 0.00994", "2995, 0.000999"})
  void upperBound_withoutErrors_isTheRuleOfThree(int trials, double bound) {
    assertThat(new ErrorRate(0, trials).upperBound()).isCloseTo(bound, within(bound / 100));
    assertThat(new ErrorRate(0, trials).lowerBound()).isZero();
  }

  @Test
  void bounds_whereEverythingFailed_endAtOne() {
    ErrorRate rate = new ErrorRate(20, 20);

    assertThat(rate.upperBound()).isEqualTo(1);
    assertThat(rate.lowerBound()).isCloseTo(Math.pow(0.05, 1 / 20.0), within(1e-9));
  }

  @Test
  void verdict_saysWhatIsShownAndWhatIsNot() {
    assertThat(far(new ErrorRate(0, 1200)))
        .isEqualTo(
            "0 false accepts in 1,200 impostor trials: FAR < 0.25 % at 95 %;"
                + " 2,995 are needed to show < 0.1 %");
    assertThat(far(new ErrorRate(2, 1200)))
        .endsWith("; 6,294 are needed to show < 0.1 % with 2 false accepts");
    assertThat(far(new ErrorRate(0, 3000))).endsWith("; the objective of < 0.1 % is shown");
    assertThat(far(new ErrorRate(30, 1000))).endsWith("; the objective of < 0.1 % is missed");
  }

  @Test
  void groundTruth_attacksAndErrors_areNoTrialsOfFar() {
    Tally tally = new Tally();
    tally.add(outcome(1, Status.VERIFIED, GroundTruth.IMPOSTOR, null, false));
    tally.add(outcome(2, Status.REJECTED, GroundTruth.IMPOSTOR, null, false));
    tally.add(outcome(3, Status.VERIFIED, GroundTruth.IMPOSTOR, AttackType.MASK, false));
    tally.add(outcome(4, Status.REJECTED, GroundTruth.IMPOSTOR, AttackType.MASK, true));
    tally.add(outcome(5, Status.REJECTED, null, AttackType.PHOTO, false));
    tally.add(outcome(6, Status.ERROR, GroundTruth.IMPOSTOR, null, false));
    tally.add(outcome(7, Status.MANUAL_REVIEW, GroundTruth.GENUINE, null, false));
    tally.add(outcome(8, Status.REJECTED, GroundTruth.GENUINE, null, true));

    assertThat(tally.far()).isEqualTo(new ErrorRate(1, 2));
    assertThat(tally.frr()).isEqualTo(new ErrorRate(1, 2));
    assertThat(tally.bpcer()).isEqualTo(new ErrorRate(1, 2));
    assertThat(tally.attacks(AttackType.MASK)).isEqualTo(new GroundTruthTally.Attacks(2, 1, 1));
    // Rejected by another module, yet missed by the attack detector.
    assertThat(tally.attacks(AttackType.PHOTO)).isEqualTo(new GroundTruthTally.Attacks(1, 1, 0));
    assertThat(tally.attacks(AttackType.SCREEN)).isNull();
  }

  private static RecordOutcome outcome(
      long line, Status status, GroundTruth truth, AttackType attack, boolean sawAttack) {
    return new RecordOutcome(
        line, status, new Labels(null, truth, attack), 1, 1000, sawAttack, false, null);
  }

  private static String far(ErrorRate rate) {
    return RateSentence.of("FAR", "false accepts", "impostor trials", rate, AccuracyObjectives.FAR);
  }
}
