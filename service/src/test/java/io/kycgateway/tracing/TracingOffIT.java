package io.kycgateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.tracing.TracedModules.Fate;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Without a switch there is no trace of OpenTelemetry in the process, and ids are as ever. */
class TracingOffIT {
  @TempDir static Path folder;

  @ParameterizedTest
  @CsvSource({"OTEL_TRACES_EXPORTER, none", "OTEL_TRACES_EXPORTER, ''", "OTEL_SDK_DISABLED, true"})
  void export_thatIsOff_loadsAndSendsNothing(String variable, String value) throws Exception {
    Path classes = Files.createTempFile(folder, "classes", ".log");
    try (TracedGateway gateway =
        new TracedGateway(folder, Map.of(variable, value), "-Xlog:class+load:file=" + classes)) {
      gateway.modules.fail("ocr", Fate.CLOSE_CONNECTION);
      HttpResponse<String> answer = gateway.send(gateway.verification().build());

      assertThat(answer.statusCode()).isEqualTo(200);
      String traceparent = answer.headers().firstValue("traceparent").orElseThrow();
      assertThat(traceparent).endsWith("-01");
      String trace = traceparent.substring(3, 35);
      List<String> attempts = gateway.modules.traceparents("ocr", trace);
      assertThat(attempts).hasSize(2).allMatch(sent -> sent.endsWith("-01"));
      assertThat(attempts.get(1)).isEqualTo(attempts.get(0)).isNotEqualTo(traceparent);
      assertThat(gateway.modules.traceparents("liveness", trace)).singleElement().isNotIn(attempts);
      assertThat(gateway.exemplars()).isNotEmpty().allMatch(ids -> ids.startsWith(trace));
      gateway.process.terminate();
      assertThat(gateway.process.exitCode()).isEqualTo(143);
      assertThat(gateway.collector.exports()).isEmpty();
    }
    assertThat(Files.readString(classes))
        .contains("io.kycgateway.tracing.Tracing ")
        .doesNotContain("io.opentelemetry", "io.kycgateway.tracing.OpenTelemetry");
  }
}
