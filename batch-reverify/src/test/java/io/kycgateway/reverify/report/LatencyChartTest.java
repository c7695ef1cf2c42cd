package io.kycgateway.reverify.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyChartTest {
  @Test
  void chart_ofNoRecords_isEmpty() {
    assertThat(LatencyChart.of(new Histogram(3))).isEmpty();
  }

  @Test
  void chart_ofEqualValues_stillHasBarsAndQuantiles() {
    Histogram micros = new Histogram(3);
    micros.recordValueWithCount(2000, 1500);

    assertThat(LatencyChart.of(micros))
        .contains("<title>1,500 records from ")
        .contains(">p99 2 ms</text>")
        .doesNotContain("NaN")
        .doesNotContain("Infinity");
  }

  @Test
  void chart_ofRecordsThatTookNoTime_isDrawn() {
    Histogram micros = new Histogram(3);
    micros.recordValue(0);

    assertThat(LatencyChart.of(micros)).contains("<svg").doesNotContain("NaN");
  }
}
