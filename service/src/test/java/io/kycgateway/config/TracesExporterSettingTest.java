package io.kycgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kycgateway.startup.StartupErrors;
import io.kycgateway.tracing.TracesExporter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesExporterSettingTest {
  @Test
  void exporter_thatIsNotSupported_isNamedWithItsVariable() {
    Throwable refused =
        catchThrowable(() -> ConfigurationFiles.config(Map.of("OTEL_TRACES_EXPORTER", "zipkin")));

    assertThat(StartupErrors.configuration(refused).orElseThrow())
        .endsWith("tracing.exporter: OTEL_TRACES_EXPORTER must be otlp or none");
  }

  @Test
  void exporter_byItsVariable_isThatOne() throws Exception {
    assertThat(
            ConfigurationFiles.config(Map.of("OTEL_TRACES_EXPORTER", "otlp")).tracing().exporter())
        .isEqualTo(TracesExporter.OTLP);
    assertThat(ConfigurationFiles.config(Map.of()).tracing().exporter())
        .isEqualTo(TracesExporter.NONE);
  }
}
