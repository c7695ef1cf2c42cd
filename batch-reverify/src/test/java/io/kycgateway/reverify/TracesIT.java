package io.kycgateway.reverify;

import static io.kycgateway.testing.SpanTree.attributes;
import static io.kycgateway.testing.SpanTree.id;
import static io.kycgateway.testing.SpanTree.parent;
import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.OtlpCollector;
import io.kycgateway.testing.SpanTree;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each attempt to verify a record is a trace, and the last ones are exported before the end. */
class TracesIT {
  @TempDir Path folder;

  @Test
  void run_withTracesOn_exportsATreeForEachRecord() throws Exception {
    Path manifest = Manifests.genuine(folder.resolve("m.jsonl"), 3);
    try (OtlpCollector collector = OtlpCollector.start()) {
      BatchProcess.Ended ended =
          BatchProcess.in(folder)
              .env("OTEL_TRACES_EXPORTER", "otlp")
              .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
              .env("OTEL_BSP_SCHEDULE_DELAY", "3600000")
              .run(manifest.toString());

      assertThat(ended.code()).as(ended.out()).isZero();
      assertThat(collector.resources())
          .singleElement()
          .satisfies(
              resource ->
                  assertThat(attributes(resource.getAttributesList()))
                      .containsEntry("service.name", "kyc-batch-reverify"));
      assertThat(
              collector.spans().stream().collect(Collectors.groupingBy(SpanTree::trace)).values())
          .hasSize(3)
          .allSatisfy(TracesIT::assertIsATree);
    }
  }

  private static void assertIsATree(List<Span> spans) {
    SpanTree tree = new SpanTree(spans);
    Span root = tree.named("reverify");
    Span verification = tree.named("verification");
    assertThat(parent(root)).isEmpty();
    assertThat(parent(verification)).isEqualTo(id(root));
    assertThat(attributes(verification))
        .containsEntry("kyc.channel", "batch")
        .containsEntry("kyc.verification.status", "VERIFIED");
    for (String module : ModuleNames.all()) {
      assertThat(tree.attempts(module))
          .singleElement()
          .satisfies(attempt -> assertThat(parent(attempt)).isEqualTo(id(verification)));
    }
    assertThat(spans).hasSize(2 + ModuleNames.all().size());
  }
}
