package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricRecorderTest {
  private static final Family PAIRS =
      Family.counter(
          "test_pairs_total",
          "Pairs.",
          Label.closed("a", "x", "y"),
          Label.closed("b", "1", "2", "3"));
  private static final Family TIMES =
      Family.histogram(
          "test_seconds", "Times.", List.of(1.0), Label.closed("status", Status.values()));
  private static final Family ATTACKS =
      Family.counter(
          "kyc_liveness_failures_total",
          "Attacks.",
          Label.closed("attack_type", AttackType.values()).withFallback(AttackType.OTHER));
  private static final Family OPEN = Family.counter("test_open_total", "Open.", Label.open("port"));
  private static final Family LEVEL = Family.gauge("test_level", "A level.");

  private static final Family OVERFLOW = MetricRecorder.labelOverflow(List.of(PAIRS, ATTACKS));

  private final MetricRegistry dropwizard = new MetricRegistry();
  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final MetricRecorder recorder =
      new MetricRecorder(
          List.of(PAIRS, TIMES, ATTACKS, OPEN, LEVEL, OVERFLOW), dropwizard, prometheus, false);

  @Test
  void series_ofClosedCounters_existFromTheStart() {
    assertThat(dropwizard.getCounters())
        .containsKeys(
            "test_pairs_total{a=\"x\",b=\"1\"}",
            "test_pairs_total{a=\"x\",b=\"2\"}",
            "test_pairs_total{a=\"x\",b=\"3\"}",
            "test_pairs_total{a=\"y\",b=\"1\"}",
            "test_pairs_total{a=\"y\",b=\"2\"}",
            "test_pairs_total{a=\"y\",b=\"3\"}");
    assertThat(dropwizard.getCounters().values())
        .allSatisfy(c -> assertThat(c.getCount()).isZero());
  }

  @Test
  void series_ofClosedHistograms_existFromTheStart() {
    assertThat(
            prometheus.scrape(TIMES.name()::equals).stream()
                .flatMap(s -> s.getDataPoints().stream())
                .map(DataPointSnapshot::getLabels)
                .map(labels -> labels.getValue(0)))
        .containsExactlyInAnyOrder("VERIFIED", "REJECTED", "MANUAL_REVIEW", "ERROR");
  }

  @Test
  void series_ofOpenFamilies_existOnceRecorded() {
    assertThat(dropwizard.getMetrics()).doesNotContainKey("test_open_total{port=\"8080\"}");

    recorder.counter(OPEN, "8080").inc();

    assertThat(dropwizard.getMetrics()).containsKey("test_open_total{port=\"8080\"}");
  }

  @Test
  void counter_askedForTwice_isTheSame() {
    assertThat(recorder.counter(PAIRS, "x", "1")).isSameAs(recorder.counter(PAIRS, "x", "1"));
    assertThat(recorder.timer(TIMES, "ERROR")).isSameAs(recorder.timer(TIMES, "ERROR"));
  }

  @Test
  void labelValue_outsideItsClosedSet_isRefusedWithoutBeingRepeated() {
    assertThatThrownBy(() -> recorder.counter(PAIRS, "x", "Mustermann"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("test_pairs_total")
        .hasMessageContaining("label b")
        .hasMessageNotContaining("Mustermann");
    assertThatThrownBy(() -> recorder.timer(TIMES, "error"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelValues_tooFewOrTooMany_areRefused() {
    assertThatThrownBy(() -> recorder.counter(PAIRS, "x"))
        .hasMessageContaining("test_pairs_total has the labels [a, b], got 1 values");
    assertThatThrownBy(() -> recorder.counter(PAIRS)).hasMessageContaining("got 0 values");
    assertThatThrownBy(() -> recorder.counter(PAIRS, "x", "1", "2"))
        .hasMessageContaining("got 3 values");
  }

  @Test
  void boundedCounter_knownValue_isCountedAsItself() {
    recorder.boundedCounter(ATTACKS, "mask").inc();

    assertThat(recorder.counter(ATTACKS, "mask").getCount()).isEqualTo(1);
    assertThat(overflow()).isZero();
  }

  @Test
  void boundedCounter_unknownValue_isCountedAsTheFallbackAndAsOverflow() {
    recorder.boundedCounter(ATTACKS, "hologram").inc();
    recorder.boundedCounter(ATTACKS, "").inc();
    recorder.boundedCounter(ATTACKS, "MASK").inc();

    assertThat(recorder.counter(ATTACKS, "other").getCount()).isEqualTo(3);
    assertThat(overflow()).isEqualTo(3);
    assertThat(dropwizard.getMetrics().keySet()).noneMatch(name -> name.contains("hologram"));
  }

  @Test
  void boundedCounter_familyWithoutAFallback_isRefused() {
    assertThatThrownBy(() -> recorder.boundedCounter(PAIRS, "unknown"))
        .hasMessageContaining("has no fallback");
  }

  @Test
  void counters_ofAnEnum_haveOneForEachMember() {
    Family byStatus =
        Family.counter(
            "test_by_status_total",
            "By status.",
            Label.closed("a", "x"),
            Label.closed("status", Status.values()));

    recorder.counters(byStatus, Status.class, "x").get(Status.ERROR).inc(2);

    assertThat(recorder.counter(byStatus, "x", "ERROR").getCount()).isEqualTo(2);
  }

  @Test
  void registered_name_leadsBackToItsSeries() {
    assertThat(recorder.registered("test_pairs_total{a=\"y\",b=\"3\"}"))
        .contains(new Series(PAIRS, List.of("y", "3")));
    assertThat(recorder.registered("test_pairs_total")).isEmpty();
    assertThat(recorder.registered("jvm.something")).isEmpty();
  }

  @Test
  void gauge_registered_isReadAtEveryScrape() {
    recorder.gauge(LEVEL, () -> 7);

    assertThat(dropwizard.getGauges().get("test_level").getValue()).isEqualTo(7);
  }

  private long overflow() {
    return recorder.counter(OVERFLOW, "kyc_liveness_failures_total").getCount();
  }
}
