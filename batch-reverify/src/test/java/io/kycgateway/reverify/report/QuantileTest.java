package io.kycgateway.reverify.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class QuantileTest {
  @Test
  void all_ofValuesFromOneToHundred_areThemselves() {
    Histogram values = new Histogram(3);
    for (int value = 1; value <= 100; value++) {
      values.recordValue(value);
    }

    assertThat(Quantile.ALL)
        .extracting(
            quantile -> quantile.name() + " " + values.getValueAtPercentile(quantile.percentile()))
        .containsExactly("p50 50", "p90 90", "p95 95", "p99 99", "max 100");
  }
}
