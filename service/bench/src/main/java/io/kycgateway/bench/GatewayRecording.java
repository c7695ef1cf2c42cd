package io.kycgateway.bench;

import com.codahale.metrics.Clock;
import com.codahale.metrics.MetricRegistry;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.http.HttpMetrics;
import io.kycgateway.http.Routes;
import io.kycgateway.metrics.MetricRecorder;
import io.kycgateway.metrics.ScrapeRegistry;
import io.kycgateway.modules.ModuleMetrics;
import io.kycgateway.pipeline.ConcludedVerification;
import io.kycgateway.pipeline.PipelineMetrics;
import io.kycgateway.verification.ModuleName;
import java.util.Arrays;

/** The gateway's own classes, called as the gateway calls them. */
final class GatewayRecording implements Recording {
  private final ConcludedVerification verification = Sample.concluded();
  private final PipelineMetrics pipeline;
  private final HttpMetrics http;
  private final ModuleMetrics[] modules;

  GatewayRecording() {
    MetricRecorder recorder =
        new MetricRecorder(
            Catalogue.GATEWAY,
            new MetricRegistry(),
            new ScrapeRegistry(),
            /* nativeHistograms= */ false);
    pipeline = new PipelineMetrics(recorder);
    http = new HttpMetrics(recorder, Clock.defaultClock());
    modules =
        Arrays.stream(ModuleName.values())
            .map(module -> ModuleMetrics.of(recorder, module))
            .toArray(ModuleMetrics[]::new);
  }

  @Override
  public void record() {
    pipeline.accepted(verification.accepted());
    for (ModuleMetrics module : modules) {
      module.inflight().inc();
      module.first().inc();
      module.inflight().dec();
    }
    pipeline.concluded(verification);
    http.record(
        Routes.VERIFICATIONS,
        "POST",
        200,
        Sample.NANOS,
        Sample.REQUEST_BYTES,
        Sample.RESPONSE_BYTES);
  }
}
