package io.kycgateway.simulator;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.verification.ModuleName;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Records the simulated modules' responses in a registry of their own, as real modules have. */
public final class SimulatorMetrics {
  private static final Label MODULE = Label.closed("module", ModuleName.values());

  private static final Family RESPONSES =
      Family.counter(
          "kyc_simulated_responses_total",
          "Responses of the simulated module by kind.",
          MODULE,
          Label.closed("response", SimulatedAnswer.Kind.values()));

  private static final Family DELAY =
      Family.histogram(
          "kyc_simulated_delay_seconds",
          "Artificial delay of the simulated module.",
          List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0),
          MODULE);

  public static final List<Family> FAMILIES = List.of(RESPONSES, DELAY);

  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final EnumTable<ModuleName, EnumTable<SimulatedAnswer.Kind, Counter>> responses;
  private final EnumTable<ModuleName, Timer> delays;
  private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();

  SimulatorMetrics() {
    MetricRegistry dropwizard = new MetricRegistry();
    MetricRecorder recorder = new MetricRecorder(FAMILIES, dropwizard, prometheus, false);
    responses =
        EnumTable.of(
            ModuleName.class,
            module -> recorder.counters(RESPONSES, SimulatedAnswer.Kind.class, module.wireName()));
    delays = EnumTable.of(ModuleName.class, module -> recorder.timer(DELAY, module.wireName()));
    Exposition.connect(dropwizard, recorder, prometheus);
  }

  void answered(ModuleName module, SimulatedAnswer answer) {
    responses.get(module).get(answer.kind()).inc();
    delays.get(module).update(answer.delay());
  }

  byte[] scrape() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    text.write(bytes, prometheus.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return bytes.toByteArray();
  }

  String contentType() {
    return text.getContentType();
  }
}
