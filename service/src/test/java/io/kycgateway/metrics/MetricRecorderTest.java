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
          Source.PIPELINE,
          "test_pairs_total",
          "Pairs.",
          Label.closed("a", "x", "y"),
          Label.closed("b", "1", "2", "3"));
  private static final Family TIMES =
      Family.histogram(
          Source.PIPELINE,
          "test_seconds",
          "Times.",
          new double[] {1},
          Label.closed("status", Status.values()));
  private static final Family ATTACKS =
      Family.counter(
          Source.PIPELINE,
          "kyc_liveness_failures_total",
          "Attacks.",
          Label.closed("attack_type", AttackType.values()).foldingTo(AttackType.OTHER));
  private static final Family OPEN =
      Family.counter(Source.GATEWAY, "test_open_total", "Open.", Label.open("port"));
  private static final Family LEVEL = Family.gauge(Source.GATEWAY, "test_level", "A level.");

  private final MetricRegistry dropwizard = new MetricRegistry();
  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final MetricRecorder families =
      new MetricRecorder(
          List.of(PAIRS, TIMES, ATTACKS, OPEN, LEVEL, Catalogue.METRIC_LABEL_OVERFLOW),
          dropwizard,
          prometheus,
          false);

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
  void series_ofOpenFamilies_existOnceSomebodyRecords() {
    assertThat(dropwizard.getMetrics()).doesNotContainKey("test_open_total{port=\"8080\"}");

    families.counter(OPEN, "8080").inc();

    assertThat(dropwizard.getMetrics()).containsKey("test_open_total{port=\"8080\"}");
  }

  @Test
  void counter_askedForTwice_isTheSame() {
    assertThat(families.counter(PAIRS, "x", "1")).isSameAs(families.counter(PAIRS, "x", "1"));
    assertThat(families.timer(TIMES, "ERROR")).isSameAs(families.timer(TIMES, "ERROR"));
  }

  @Test
  void labelValue_outsideItsClosedSet_isRefusedWithoutBeingRepeated() {
    assertThatThrownBy(() -> families.counter(PAIRS, "x", "Mustermann"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("test_pairs_total")
        .hasMessageContaining("label b")
        .hasMessageNotContaining("Mustermann");
    assertThatThrownBy(() -> families.timer(TIMES, "error"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labelValues_tooFewOrTooMany_areRefused() {
    assertThatThrownBy(() -> families.counter(PAIRS, "x"))
        .hasMessageContaining("test_pairs_total has the labels [a, b], got 1 values");
    assertThatThrownBy(() -> families.counter(PAIRS)).hasMessageContaining("got 0 values");
    assertThatThrownBy(() -> families.counter(PAIRS, "x", "1", "2"))
        .hasMessageContaining("got 3 values");
  }

  @Test
  void foldingCounter_knownValue_isCountedAsItself() {
    families.foldingCounter(ATTACKS, "mask").inc();

    assertThat(families.counter(ATTACKS, "mask").getCount()).isEqualTo(1);
    assertThat(overflow()).isZero();
  }

  @Test
  void foldingCounter_unknownValue_isFoldedAndTheOverflowCounted() {
    families.foldingCounter(ATTACKS, "hologram").inc();
    families.foldingCounter(ATTACKS, "").inc();
    families.foldingCounter(ATTACKS, "MASK").inc();

    assertThat(families.counter(ATTACKS, "other").getCount()).isEqualTo(3);
    assertThat(overflow()).isEqualTo(3);
    assertThat(dropwizard.getMetrics().keySet()).noneMatch(name -> name.contains("hologram"));
  }

  @Test
  void foldingCounter_familyWithoutAFold_isRefused() {
    assertThatThrownBy(() -> families.foldingCounter(PAIRS, "unknown"))
        .hasMessageContaining("does not fold");
  }

  @Test
  void counters_ofAnEnum_haveOneForEachMember() {
    Family byStatus =
        Family.counter(
            Source.PIPELINE,
            "test_by_status_total",
            "By status.",
            Label.closed("a", "x"),
            Label.closed("status", Status.values()));

    families.counters(byStatus, Status.class, "x").get(Status.ERROR).inc(2);

    assertThat(families.counter(byStatus, "x", "ERROR").getCount()).isEqualTo(2);
  }

  @Test
  void registered_name_leadsBackToItsSeries() {
    assertThat(families.registered("test_pairs_total{a=\"y\",b=\"3\"}"))
        .contains(new Series(PAIRS, List.of("y", "3")));
    assertThat(families.registered("test_pairs_total")).isEmpty();
    assertThat(families.registered("jvm.something")).isEmpty();
  }

  @Test
  void gauge_registered_isReadAtEveryScrape() {
    families.gauge(LEVEL, () -> 7);

    assertThat(dropwizard.getGauges().get("test_level").getValue()).isEqualTo(7);
  }

  private long overflow() {
    return families
        .counter(Catalogue.METRIC_LABEL_OVERFLOW, "kyc_liveness_failures_total")
        .getCount();
  }
}
