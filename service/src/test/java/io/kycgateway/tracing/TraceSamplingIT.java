package io.kycgateway.tracing;

import static io.kycgateway.testing.SpanTree.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.SpanTree;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The caller decides whether a trace is sampled; where there is none, the ratio does. */
class TraceSamplingIT {
  private static final String CALLER = "-00f067aa0ba902b7-";

  @TempDir static Path folder;

  @Test
  void traces_withoutACaller_areSampledByTheRatio() throws Exception {
    // The argument alone: the sampler is parentbased_traceidratio.
    try (TracedGateway none = new TracedGateway(folder, Map.of("OTEL_TRACES_SAMPLER_ARG", "0"))) {
      HttpResponse<String> begun = none.send(none.verification().build());
      String unsampled = begun.headers().firstValue("traceparent").orElseThrow();
      assertThat(unsampled).endsWith("-00");
      assertModulesAreTold(none, unsampled.substring(3, 35), "-00");
      assertThat(none.exemplars()).as("an exemplar leads to a span").isEmpty();

      String sampled = TracedGateway.newTrace();
      assertThat(none.verify("00-" + sampled + CALLER + "01").statusCode()).isEqualTo(200);
      SpanTree tree = none.collector.await(sampled, 7);
      assertThat(none.collector.spans()).as("of no other trace").hasSameSizeAs(tree.spans());
      assertModulesAreTold(none, sampled, "-01");
      assertThat(none.exemplars()).isNotEmpty().allMatch(ids -> ids.startsWith(sampled));
    }
  }

  @Test
  void traces_thatTheCallerDoesNotSample_areNotSampledHere() throws Exception {
    try (TracedGateway all = new TracedGateway(folder, Map.of())) {
      String unsampled = TracedGateway.newTrace();
      HttpResponse<String> answer = all.verify("00-" + unsampled + CALLER + "00");
      assertThat(answer.headers().firstValue("traceparent").orElseThrow())
          .matches("00-" + unsampled + "-[0-9a-f]{16}-00");
      assertModulesAreTold(all, unsampled, "-00");
      HttpRequest probe = HttpRequest.newBuilder(all.url().resolve("/health?type=ready")).build();
      assertThat(all.send(probe).statusCode()).isEqualTo(200);
      assertThat(all.exemplars()).isEmpty();

      String begun =
          all.send(all.verification().build()).headers().firstValue("traceparent").orElseThrow();
      SpanTree tree = all.collector.await(begun.substring(3, 35), 7);
      assertThat(all.collector.spans()).as("of no other trace").hasSameSizeAs(tree.spans());
      assertThat(SpanTree.parent(tree.only(SpanKind.SPAN_KIND_SERVER))).isEmpty();
      assertThat(begun).endsWith(id(tree.only(SpanKind.SPAN_KIND_SERVER)) + "-01");
    }
  }

  private static void assertModulesAreTold(TracedGateway gateway, String trace, String flag) {
    for (String module : Invariants.MODULES) {
      List<String> told = gateway.modules.traceparents(module, trace);
      assertThat(told).hasSize(1).allMatch(traceparent -> traceparent.endsWith(flag));
    }
  }
}
