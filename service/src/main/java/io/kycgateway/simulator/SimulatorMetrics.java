package io.kycgateway.simulator;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.kycgateway.common.EnumTable;
import io.kycgateway.exposition.Exposition;
import io.kycgateway.metrics.Catalogue;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.metrics.Source;
import io.kycgateway.verification.ModuleName;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;

/** What the simulated modules saw and did, in a registry of their own, as real modules have. */
final class SimulatorMetrics {
  private final ScrapeRegistry prometheus = new ScrapeRegistry();
  private final EnumTable<ModuleName, EnumTable<SimulatedAnswer.Kind, Counter>> responses;
  private final EnumTable<ModuleName, Timer> delays;
  private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();

  SimulatorMetrics() {
    MetricRegistry dropwizard = new MetricRegistry();
    MetricRecorder families =
        new MetricRecorder(Catalogue.of(Source.SIMULATOR), dropwizard, prometheus, false);
    responses =
        EnumTable.of(
            ModuleName.class,
            module ->
                EnumTable.of(
                    SimulatedAnswer.Kind.class,
                    kind ->
                        families.counter(
                            Catalogue.SIMULATED_RESPONSES,
                            module.wireName(),
                            kind.name().toLowerCase(Locale.ROOT))));
    delays =
        EnumTable.of(
            ModuleName.class,
            module -> families.timer(Catalogue.SIMULATED_DELAY, module.wireName()));
    Exposition.connect(dropwizard, families, prometheus);
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
