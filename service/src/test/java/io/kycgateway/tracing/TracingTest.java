package io.kycgateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingTest {
  private static final TracingConfiguration OTLP = new TracingConfiguration(TracesExporter.OTLP);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "otel.traces.sampler      | sometimes    | OTEL_TRACES_SAMPLER: ",
        "otel.traces.sampler.arg  | s3cret       | OTEL_TRACES_SAMPLER_ARG: ",
        "otel.traces.sampler.arg  | 7            | OTEL_TRACES_SAMPLER_ARG must be a number from 0",
        "otel.exporter.otlp.endpoint | collector:4318 | OTEL_EXPORTER_OTLP_ENDPOINT (or ",
        "otel.exporter.otlp.endpoint | http://u:s3cret@[x | OTEL_EXPORTER_OTLP_ENDPOINT (or ",
        "otel.exporter.otlp.endpoint | ftp://x   | must be a URL such as http://collector:4318",
        "otel.exporter.otlp.protocol | grpc      | OTEL_EXPORTER_OTLP_PROTOCOL (or ",
        "otel.exporter.otlp.protocol | http/json | must be http/protobuf",
        "otel.exporter.otlp.headers  | Bearer s3cret | OTEL_EXPORTER_OTLP_HEADERS must be name=",
        "otel.exporter.otlp.headers  | a=s3cret%zz | OTEL_EXPORTER_OTLP_HEADERS must be name=",
        "otel.exporter.otlp.timeout  | 3parsecs  | OTEL_EXPORTER_OTLP_TIMEOUT: ",
        "otel.exporter.otlp.compression | zip    | OTEL_EXPORTER_OTLP_COMPRESSION must be gzip",
        "otel.exporter.otlp.certificate | /none  | OTEL_EXPORTER_OTLP_CERTIFICATE, ",
        "otel.exporter.otlp.client.key  | /none  | must be readable PEM files",
        "otel.bsp.schedule.delay  | often        | OTEL_BSP_SCHEDULE_DELAY: ",
        "otel.bsp.max.queue.size  | -1           | OTEL_BSP_MAX_QUEUE_SIZE must be at least 1",
        "otel.resource.attributes | garbage      | OTEL_RESOURCE_ATTRIBUTES: ",
        "otel.span.attribute.count.limit | -4    | OTEL_SPAN_*_LIMIT must be at least 0",
      })
  void variable_thatIsWrong_isNamed(String property, String value, String sentence) {
    // The SDK reads a system property as it reads the variable of that name.
    System.setProperty(property, value);
    try {
      assertThatThrownBy(() -> Tracing.start(OTLP, "test", "1"))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining(sentence)
          .hasMessageNotContaining(value.contains("=") || value.contains("@") ? "s3cret" : "\n")
          .hasMessageNotContaining("Exception");
    } finally {
      System.clearProperty(property);
    }
  }

  @Test
  void export_isOn_onlyIfItIsConfiguredAndNotDisabled() {
    assertThat(Tracing.isOn(OTLP, name -> null)).isTrue();
    assertThat(Tracing.isOn(OTLP, name -> "OTEL_SDK_DISABLED".equals(name) ? "true" : null))
        .isFalse();
    assertThat(Tracing.isOn(OTLP, name -> "false")).isTrue();
    assertThat(Tracing.isOn(TracingConfiguration.none(), name -> null)).isFalse();
  }

  @Test
  void tracing_thatIsOff_isTheTracerThatRecordsNothing() throws Exception {
    try (Tracing tracing = Tracing.start(TracingConfiguration.none(), "test", "1")) {
      assertThat(tracing.tracer()).isSameAs(Tracer.NONE);
    }
  }
}
