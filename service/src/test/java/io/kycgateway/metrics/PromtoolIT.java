package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own linter has nothing to say about the scrape. */
class PromtoolIT {
  @TempDir Path folder;

  @Test
  void scrape_linted_hasNoComplaint() throws Exception {
    Optional<Path> promtool = promtool();
    assumeTrue(
        promtool.isPresent(), "promtool is neither in PATH nor named by the variable PROMTOOL");
    Path scrape = folder.resolve("scrape");
    try (TestGateway gateway = TestGateway.start()) {
      gateway.verify(Requests.genuine());
      String body =
          gateway
              .send(
                  HttpRequest.newBuilder(gateway.adminUrl().resolve("/metrics"))
                      .header(
                          "Authorization",
                          TestGateway.basic(TestGateway.USERNAME, TestGateway.PASSWORD))
                      .build())
              .body();
      Files.writeString(scrape, body);
    }

    Process check =
        new ProcessBuilder(promtool.get().toString(), "check", "metrics")
            .redirectInput(scrape.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(check.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(said).isEmpty();
    assertThat(check.exitValue()).isZero();
  }

  private static Optional<Path> promtool() throws IOException {
    String named = System.getenv("PROMTOOL");
    String path = System.getenv("PATH");
    Stream<Path> candidates =
        Stream.concat(
            Stream.ofNullable(named).map(Path::of),
            Arrays.stream((path == null ? "" : path).split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "promtool")));
    return candidates.filter(Files::isExecutable).findFirst();
  }
}
