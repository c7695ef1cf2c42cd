package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.pipeline.PipelineMetrics;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusReservoirTest {
  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final MetricRecorder families =
      new MetricRecorder(EngineMetrics.FAMILIES, new MetricRegistry(), prometheus, false);
  private final Timer timer = families.timer(PipelineMetrics.VERIFICATION_DURATION);

  @ParameterizedTest
  @CsvSource({
    // nanoseconds, the bound of the first bucket that holds them
    "0, 1",
    "1000000000, 1",
    "1000000001, 2",
    "7999999999, 8",
    "8000000000, 8",
    "8000000001, 10",
    "15000000000, 15",
    "15000000001, Infinity",
    "3600000000000, Infinity",
  })
  void value_atABound_fallsIntoTheBucketThatIncludesIt(long nanos, double bound) {
    timer.update(nanos, TimeUnit.NANOSECONDS);

    HistogramSnapshot.HistogramDataPointSnapshot point = point("kyc_verification_duration_seconds");
    for (int i = 0; i < point.getClassicBuckets().size(); i++) {
      double upper = point.getClassicBuckets().getUpperBound(i);
      assertThat(point.getClassicBuckets().getCount(i))
          .as("bucket of %s", upper)
          .isEqualTo(upper == bound ? 1 : 0);
    }
  }

  @Test
  void sum_ofManyValues_isExact() {
    // Sums of halves and quarters are exact in binary: any error would be ours.
    for (int i = 1; i <= 1000; i++) {
      timer.update(i * 250L, TimeUnit.MILLISECONDS);
    }

    HistogramSnapshot.HistogramDataPointSnapshot point = point("kyc_verification_duration_seconds");
    assertThat(point.getSum()).isEqualTo(1000 * 1001 / 2 * 0.25);
    assertThat(point.getCount()).isEqualTo(1000);
  }

  @Test
  void snapshot_forDropwizardsReporters_answersInNanoseconds() {
    timer.update(Duration.ofSeconds(9));
    assertThat(timer.getSnapshot().size()).as("sampled before anyone asked").isZero();
    timer.update(Duration.ofSeconds(1));
    timer.update(Duration.ofSeconds(3));

    assertThat(timer.getSnapshot().getMin()).isEqualTo(1_000_000_000L);
    assertThat(timer.getSnapshot().getMax()).isEqualTo(3_000_000_000L);
    assertThat(timer.getSnapshot().size()).isEqualTo(2);
    assertThat(timer.getCount()).isEqualTo(3);
  }

  @Test
  void reservoir_size_isThatOfItsSample() {
    var reservoir = new PrometheusReservoir(dataPoint(), 1);
    reservoir.update(4);
    assertThat(reservoir.size()).isZero();
    assertThat(reservoir.getSnapshot().getValues()).isEmpty();
    reservoir.update(5);

    assertThat(reservoir.size()).isEqualTo(1);
    assertThat(reservoir.getSnapshot().getValues()).containsExactly(5L);
  }

  @Test
  void score_inThousandths_fallsIntoItsTenth() {
    var scores = families.histogram(PipelineMetrics.MODULE_SCORE, 1000, "ocr");
    scores.update(700);
    scores.update(701);

    HistogramSnapshot.HistogramDataPointSnapshot point = point("kyc_module_score", "ocr");
    assertThat(point.getSum()).isCloseTo(1.401, within(1e-9));
    assertThat(point.getClassicBuckets().getUpperBound(6)).isEqualTo(0.7);
    assertThat(point.getClassicBuckets().getCount(6)).isEqualTo(1);
    assertThat(point.getClassicBuckets().getCount(7)).isEqualTo(1);
  }

  private static DistributionDataPoint dataPoint() {
    return Histogram.builder().name("test_things").classicOnly().build().labelValues();
  }

  private HistogramSnapshot.HistogramDataPointSnapshot point(String family, String... values) {
    return prometheus.scrape(family::equals).stream()
        .flatMap(snapshot -> ((HistogramSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> values.length == 0 || point.getLabels().getValue(0).equals(values[0]))
        .findFirst()
        .orElseThrow();
  }
}
