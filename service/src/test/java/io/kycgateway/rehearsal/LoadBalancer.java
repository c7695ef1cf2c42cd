package io.kycgateway.rehearsal;

import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.RedisProcess;
import io.kycgateway.testing.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real HAProxy with the configuration of {@code deploy/haproxy}. */
final class LoadBalancer implements AutoCloseable {
  private static final Path CONFIG = Path.of("..", "deploy", "haproxy", "haproxy.cfg");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  // A line of the statistics begins with proxy and server.
  private static final int STATUS = 17;

  private final int port = RedisProcess.freePort();
  private final int statusPort = RedisProcess.freePort();
  private final TestProcess process;

  /**
   * Starts it in front of two gateways; they need not be there yet.
   *
   * @param form whose patience it has
   * @param a the port of the first
   * @param b the port of the second
   */
  LoadBalancer(Path folder, Form form, int a, int b) throws IOException {
    Map<String, String> addresses =
        Map.of(
            "KYC_LB_API", "127.0.0.1:" + port,
            "KYC_LB_STATUS", "127.0.0.1:" + statusPort,
            "KYC_GATEWAY_A", "127.0.0.1:" + a,
            "KYC_GATEWAY_B", "127.0.0.1:" + b,
            // Debian keeps it where only administrators look for programs.
            "PATH", System.getenv("PATH") + ":/usr/sbin");
    Path config =
        Files.writeString(
            folder.resolve("haproxy.cfg"), form.loadBalancer(Files.readString(CONFIG)));
    process =
        TestProcess.start(
            folder,
            addresses,
            List.of("bash", "-c", "exec haproxy -db -f \"$1\"", "bash", config.toString()));
  }

  /** Where it takes requests. */
  int port() {
    return port;
  }

  /** Its address. */
  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Where its statistics are. */
  URI statusUrl() {
    return URI.create("http://127.0.0.1:" + statusPort);
  }

  /** Waits until it sends requests to a gateway. */
  void awaitInService(String server) {
    await(server + " in service")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> status(server).startsWith("UP"));
  }

  private String status(String server) {
    if (!process.isAlive()) {
      throw new AssertionError("haproxy ended: " + process.output() + process.errors());
    }
    try {
      return RawHttp.ask(statusUrl(), "GET", "/;csv", null)
          .body()
          .lines()
          .filter(line -> line.startsWith("gateways," + server + ","))
          .map(line -> line.split(",", -1)[STATUS])
          .findFirst()
          .orElse("");
    } catch (UncheckedIOException e) {
      // Not yet.
      return "";
    }
  }

  /** What it wrote: which gateways are in service, and since when. */
  String log() {
    return process.output() + process.errors();
  }

  @Override
  public void close() {
    process.close();
  }
}
