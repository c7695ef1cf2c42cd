package io.kycgateway.reverify.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.manifest.LineCount;
import io.kycgateway.reverify.manifest.ManifestSource;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.testing.Outcomes;
import io.kycgateway.testing.MovableClock;
import io.kycgateway.verification.Status;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private final Locale before = Locale.getDefault();
  private final Tally tally = new Tally();
  private final MovableClock clock = new MovableClock();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @Test
  void line_ofAKnownTotal_hasRateAndEta() {
    tally.add(Outcomes.result(1, null, Status.VERIFIED));
    try (Progress progress = progress(2001, Shard.WHOLE)) {
      for (int line = 2; line <= 11; line++) {
        tally.add(Outcomes.result(line, null, Status.REJECTED));
      }
      clock.advance(Duration.ofSeconds(4));

      assertThat(progress.line())
          .isEqualTo(
              "11 of 2,001 records (0 %), 2.5/s, ETA 13 min 16 s, concurrency 7; "
                  + "verified 1, rejected 10, review 0, dead letters 0");
    }
  }

  @Test
  void line_ofAnEstimate_saysAbout() {
    try (Progress progress = progress(100, new Shard(0, 4))) {
      assertThat(progress.line()).startsWith("0 of about 25 records (0 %), 0.0/s, concurrency 7; ");
    }
  }

  @Test
  void line_ofStandardInput_hasNoTotal() {
    try (Progress progress = progress(-1, Shard.WHOLE)) {
      assertThat(progress.line()).startsWith("0 records, 0.0/s, concurrency 7; ");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min 0 s", "3599, 59 min 59 s", "7260, 2 h 1 min"})
  void duration_hasTwoUnitsAtMost(long seconds, String expected) {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));

    assertThat(Progress.duration(seconds)).isEqualTo(expected);
  }

  private Progress progress(long total, Shard shard) {
    LineCount lines = LineCount.of(new ManifestSource.Survey("sha256:a", total), shard);
    return new Progress(tally, lines, () -> 7, clock);
  }
}
