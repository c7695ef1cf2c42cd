package io.kycgateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.SpanTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector that is slow, refuses or is down costs spans and a line in the log. */
class TraceExportIT {
  private static final String SECRET = "s3cret-of-the-collector";

  @TempDir static Path folder;

  private static TracedGateway gateway(Map<String, String> variables) throws Exception {
    Map<String, String> all = new HashMap<>(variables);
    all.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + SECRET);
    all.put("KYC_LOG_LEVEL", "DEBUG");
    return new TracedGateway(folder, all);
  }

  private static void verify(TracedGateway gateway) throws Exception {
    assertThat(gateway.send(gateway.verification().build()).statusCode()).isEqualTo(200);
  }

  private static void assertEndsQuietly(TracedGateway gateway) throws Exception {
    gateway.process.terminate();
    assertThat(gateway.process.exitCode()).isEqualTo(143);
    String log = gateway.process.output() + gateway.process.errors();
    assertThat(log).doesNotContain(SECRET, "io.opentelemetry", "\tat ");
  }

  @Test
  void spans_thatWaitForTheirBatch_areExportedAtTheEnd() throws Exception {
    try (TracedGateway gateway = gateway(Map.of("OTEL_BSP_SCHEDULE_DELAY", "3600000"))) {
      String trace = TracedGateway.newTrace();
      assertThat(gateway.verify("00-" + trace + "-00f067aa0ba902b7-01").statusCode())
          .isEqualTo(200);
      assertThat(gateway.collector.exports()).isEmpty();

      assertEndsQuietly(gateway);

      SpanTree tree = gateway.collector.await(trace, 7);
      assertThat(tree.spans()).hasSize(7);
    }
  }

  @Test
  void collector_thatIsDown_isLoggedOnceAndDelaysNothing() throws Exception {
    try (TracedGateway gateway =
        gateway(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + unusedPort()))) {
      verify(gateway);
      gateway.process.await("traces cannot be exported \\(ConnectException\\): \\d+ spans");
      verify(gateway);

      assertEndsQuietly(gateway);

      assertThat(gateway.process.output()).containsOnlyOnce("traces cannot be exported");
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void collector_thatNeverAnswers_holdsUpNeitherRequestsNorTheEnd() throws Exception {
    try (TracedGateway gateway = gateway(Map.of())) {
      gateway.collector.beSilent();
      verify(gateway);
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> !gateway.collector.exports().isEmpty());
      verify(gateway);

      assertEndsQuietly(gateway);

      assertThat(gateway.process.output()).contains("the last traces were not exported within 2 s");
    }
  }

  @Test
  void collector_thatRefuses_isLoggedWithItsStatusUntilItRecovers() throws Exception {
    try (TracedGateway gateway = gateway(Map.of())) {
      gateway.collector.answer(401);
      verify(gateway);
      gateway.process.await("traces cannot be exported \\(HTTP status 401\\): \\d+ spans");
      gateway.collector.answer(200);
      verify(gateway);
      gateway.process.await("traces are exported again; \\d+ spans were dropped");

      assertEndsQuietly(gateway);
    }
  }
}
