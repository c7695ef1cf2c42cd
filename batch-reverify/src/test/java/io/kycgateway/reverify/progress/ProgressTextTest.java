package io.kycgateway.reverify.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.ManifestSource;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.testing.MovableClock;
import io.kycgateway.verification.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTextTest {
  private final Tally tally = new Tally();
  private final MovableClock clock = new MovableClock();

  @Test
  void line_ofAKnownTotal_hasRateAndEta() {
    tally.add(Outcomes.result(1, null, Status.VERIFIED));
    ProgressText progress = progress(2001, Shard.WHOLE);
    for (int line = 2; line <= 11; line++) {
      tally.add(Outcomes.result(line, null, Status.REJECTED));
    }
    clock.advance(Duration.ofSeconds(4));

    assertThat(progress.line())
        .isEqualTo(
            "11 of 2,001 records (0 %), 2.5/s, ETA 13 min 16 s, concurrency 7; "
                + "verified 1, rejected 10, review 0, dead letters 0");
  }

  @Test
  void line_ofAnEstimate_saysAbout() {
    ProgressText progress = progress(100, new Shard(0, 4));
    assertThat(progress.line()).startsWith("0 of about 25 records (0 %), 0.0/s, concurrency 7; ");
  }

  @Test
  void line_ofStandardInput_hasNoTotal() {
    ProgressText progress = progress(-1, Shard.WHOLE);
    assertThat(progress.line()).startsWith("0 records, 0.0/s, concurrency 7; ");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 100, 80, 79, 60, 40, 30, 20, 12, 5, 0})
  void bar_ofAnyWidth_fitsAndCutsNoNumber(int columns) {
    for (int line = 1; line <= 1234; line++) {
      tally.add(
          line % 37 == 0
              ? Outcomes.bad(line, DeadLetterReason.NOT_JSON)
              : Outcomes.result(line, null, Status.VERIFIED));
    }
    ProgressText progress = progress(1_000_000, Shard.WHOLE);
    for (int line = 1235; line <= 12_345; line++) {
      tally.add(Outcomes.result(line, null, Status.REJECTED));
    }
    clock.advance(Duration.ofSeconds(2));

    String bar = progress.bar(columns);

    assertThat(bar.length()).isLessThanOrEqualTo(columns);
    assertThat(bar.replaceAll("\\[.*]", ""))
        .matches(
            "(reverify)? *(1 %)? *(12345/1000000)? *(5555\\.5/s)? *(ETA 0:02:58)?"
                + " *(V 1201 R 11111 M 0)? *(dead 33)?");
  }

  @Test
  void bar_in80Columns_hasABarAndTheDeadLetters() {
    for (int line = 1; line <= 450; line++) {
      tally.add(Outcomes.bad(line, DeadLetterReason.NOT_JSON));
    }
    ProgressText progress = progress(900, Shard.WHOLE);
    assertThat(progress.bar(79))
        .isEqualTo(
            "reverify [==============>             ] 50 % 450/900 0.0/s V 0 R 0 M 0 dead 450");
    assertThat(progress.bar(16)).isEqualTo("450/900 dead 450");
    assertThat(progress.bar(15)).isEqualTo("50 % 450/900");
  }

  private ProgressText progress(long total, Shard shard) {
    LineCount lines = LineCount.of(new ManifestSource.Survey("sha256:a", total), shard);
    return new ProgressText(tally, lines, () -> 7, clock);
  }
}
