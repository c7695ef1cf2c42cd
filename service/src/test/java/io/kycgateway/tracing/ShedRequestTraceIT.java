package io.kycgateway.tracing;

import static io.kycgateway.testing.SpanTree.attributes;
import static io.kycgateway.testing.SpanTree.id;
import static io.kycgateway.testing.SpanTree.parent;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.OtlpCollector;
import io.kycgateway.testing.RecordingModules;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.SpanTree;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.WaitingModule;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is refused before anything of it is looked at has a span too. */
class ShedRequestTraceIT {
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String DELAY = "otel.bsp.schedule.delay";

  @AfterEach
  void clear() {
    System.clearProperty(ENDPOINT);
    System.clearProperty(DELAY);
  }

  @Test
  void request_beyondTheLimit_isASpanWithItsStatus() throws Exception {
    try (OtlpCollector collector = OtlpCollector.start();
        WaitingModule waiting = WaitingModule.start();
        RecordingModules modules = RecordingModules.start()) {
      System.setProperty(ENDPOINT, collector.endpoint());
      System.setProperty(DELAY, "20");
      Map<String, String> settings = new HashMap<>(modules.settings());
      settings.put("modules.liveness.url", waiting.url());
      settings.put("pipeline.minConcurrent", "1");
      settings.put("pipeline.maxConcurrent", "1");
      settings.put("tracing.exporter", "otlp");
      try (TestGateway gateway = TestGateway.start(settings)) {
        String body = Requests.genuine().replace("sim://", "s3://");
        CompletableFuture<HttpResponse<String>> first =
            HttpClient.newHttpClient()
                .sendAsync(gateway.verification(body).build(), BodyHandlers.ofString());
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> gateway.scrape().value("kyc_active_sessions") == 1);
        String trace = TracedGateway.newTrace();

        HttpResponse<String> refused =
            gateway.send(
                gateway
                    .verification(body)
                    .header("traceparent", "00-" + trace + "-" + CALLER + "-01")
                    .build());

        waiting.answer();
        assertThat(refused.statusCode()).isEqualTo(503);
        SpanTree tree = collector.await(trace, 1);
        Span span = tree.named("POST /v1/verifications");
        assertThat(parent(span)).isEqualTo(CALLER);
        assertThat(attributes(span))
            .containsEntry("http.response.status_code", "503")
            .containsEntry("error.type", "503");
        assertThat(refused.headers().firstValue("traceparent"))
            .hasValue("00-" + trace + "-" + id(span) + "-01");
        assertThat(first.join().statusCode()).isEqualTo(200);
      }
    }
  }
}
