package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.pipeline.PipelineMetrics;
import io.kycgateway.verification.TraceContext;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ExemplarsTest {
  private static final TraceContext SAMPLED =
      TraceContext.continued("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null);
  private static final TraceContext UNSAMPLED =
      TraceContext.continued("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", null);

  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final MetricRecorder families =
      new MetricRecorder(EngineMetrics.FAMILIES, new MetricRegistry(), prometheus, false);

  ExemplarsTest() {
    Exemplars.install();
  }

  @Test
  void observation_withinASampledTrace_keepsItsIds() {
    try (Exemplars.Scope scope = Exemplars.within(SAMPLED)) {
      families.timer(PipelineMetrics.VERIFICATION_DURATION).update(Duration.ofSeconds(3));
    }

    assertThat(exemplars())
        .singleElement()
        .satisfies(
            exemplar -> {
              assertThat(exemplar.getLabels().get("trace_id")).isEqualTo(SAMPLED.traceId());
              assertThat(exemplar.getLabels().get("span_id")).isEqualTo(SAMPLED.spanId());
              assertThat(exemplar.getValue()).isEqualTo(3);
            });
  }

  @Test
  void observation_withinAnUnsampledTrace_keepsNone() {
    try (Exemplars.Scope scope = Exemplars.within(UNSAMPLED)) {
      families.timer(PipelineMetrics.VERIFICATION_DURATION).update(Duration.ofSeconds(3));
    }

    assertThat(exemplars()).isEmpty();
  }

  @Test
  void observation_afterTheScope_keepsNone() {
    try (Exemplars.Scope scope = Exemplars.within(SAMPLED)) {
      // Nothing is observed here.
    }
    families.timer(PipelineMetrics.VERIFICATION_DURATION).update(Duration.ofSeconds(3));

    assertThat(exemplars()).isEmpty();
  }

  private List<Exemplar> exemplars() {
    return prometheus.scrape(PipelineMetrics.VERIFICATION_DURATION.name()::equals).stream()
        .flatMap(s -> ((HistogramSnapshot) s).getDataPoints().stream())
        .flatMap(point -> StreamSupport.stream(point.getExemplars().spliterator(), false))
        .toList();
  }
}
