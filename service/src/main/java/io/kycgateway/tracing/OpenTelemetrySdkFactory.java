package io.kycgateway.tracing;

import io.kycgateway.startup.StartupException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds OpenTelemetry's SDK from the {@code OTEL_*} variables, for traces alone. */
final class OpenTelemetrySdkFactory {
  private static final Logger LOG = LoggerFactory.getLogger(OpenTelemetrySdkFactory.class);
  private static final String SCOPE = "io.kycgateway";
  private static final long STOP_SECONDS = 2;

  // Stronger than any variable. Metrics are Prometheus', and the log has its own way; what is
  // propagated is W3C Trace Context, which the gateway reads and writes itself.
  private static final Map<String, String> FIXED =
      Map.of(
          "otel.traces.exporter", "otlp",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none",
          "otel.propagators", "none");

  // Weaker than any variable. The sampler is so that OTEL_TRACES_SAMPLER_ARG alone sets the share.
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.exporter.otlp.protocol", "http/protobuf",
          "otel.traces.sampler", "parentbased_traceidratio");

  private OpenTelemetrySdkFactory() {}

  static Tracing start(String service, String version) throws StartupException {
    OpenTelemetrySdk sdk = build(service, version);
    SdkTracerProvider provider = sdk.getSdkTracerProvider();
    LOG.info("traces are exported by OTLP over HTTP");
    return new Tracing(
        new OpenTelemetryTracer(provider.get(SCOPE, version), Clock.getDefault()),
        () -> stop(provider));
  }

  static void check() throws StartupException {
    build("check", "check").close();
  }

  private static OpenTelemetrySdk build(String service, String version) throws StartupException {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addPropertiesSupplier(() -> DEFAULTS)
          .addPropertiesSupplier(() -> Map.of("otel.service.name", service))
          .addPropertiesCustomizer(unused -> FIXED)
          .addResourceCustomizer(
              (resource, unused) ->
                  Resource.create(Attributes.of(AttributeKey.stringKey("service.version"), version))
                      .merge(resource))
          .addSpanExporterCustomizer(
              (exporter, unused) -> new ReportingExporter(exporter, System::nanoTime))
          .build()
          .getOpenTelemetrySdk();
    } catch (RuntimeException e) {
      throw new StartupException(OpenTelemetryErrors.sentence(e));
    }
  }

  // Waits for a bounded time only: a process is not held up by a collector.
  private static void stop(SdkTracerProvider provider) {
    CompletableResultCode stopped = provider.shutdown().join(STOP_SECONDS, TimeUnit.SECONDS);
    if (!stopped.isSuccess()) {
      LOG.warn("the last traces were not exported within {} s", STOP_SECONDS);
    }
  }
}
