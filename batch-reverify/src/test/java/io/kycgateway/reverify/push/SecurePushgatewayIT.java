package io.kycgateway.reverify.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.reverify.testing.BatchProcess;
import io.kycgateway.reverify.testing.Manifests;
import io.kycgateway.reverify.testing.RealParts;
import io.kycgateway.reverify.testing.TlsFiles;
import io.kycgateway.testing.Scrape;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar against a real Pushgateway that wants TLS and a password. */
class SecurePushgatewayIT {
  private static final String PASSWORD = "pass-of-a-test";

  /** Of that password, at the lowest cost. */
  private static final String USERS =
      "batch: \"$2b$04$abcdefghijklmnopqrstuuEgRivkm9TFmLeNilXHbRyx/r0SU36x.\"";

  @TempDir Path folder;

  @Test
  void push_overTlsWithAPassword_arrivesOnlyWithTheRightOnes() throws Exception {
    TlsFiles tls = TlsFiles.in(folder, "pushgateway");
    TlsFiles other = TlsFiles.in(folder, "other");
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "not-the-password\n");
    String manifest = Manifests.genuine(folder.resolve("m.jsonl"), 5).toString();
    try (RealParts pushgateway = RealParts.securePushgateway(folder, tls, USERS)) {
      assertNotPushed(run("untrusted", pushgateway, other.certificate(), password, manifest));
      assertNotPushed(run("refused", pushgateway, tls.certificate(), wrong, manifest));
      assertThat(pushed(pushgateway).samples("kyc_reverifications_total")).isEmpty();

      BatchProcess.Ended right = run("right", pushgateway, tls.certificate(), password, manifest);

      assertThat(right.code()).as(right.out()).isZero();
      assertThat(right.out()).contains("pushed to " + pushgateway.url());
      assertThat(pushed(pushgateway).sum("kyc_reverifications_total")).isEqualTo(5);
    }
  }

  private static void assertNotPushed(BatchProcess.Ended ended) {
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out()).contains("NOT PUSHED to https://127.0.0.1:").doesNotContain("password");
  }

  private BatchProcess.Ended run(
      String name, RealParts pushgateway, Path ca, Path password, String manifest)
      throws Exception {
    return BatchProcess.in(Files.createDirectory(folder.resolve("run-" + name)))
        .env("PUSHGATEWAY_URL", pushgateway.url().toString())
        .env("PUSHGATEWAY_USERNAME", "batch")
        .env("PUSHGATEWAY_PASSWORD_FILE", password.toString())
        .env("PUSHGATEWAY_CA_FILE", ca.toString())
        .with("batch.push.attempts", "1")
        .run(manifest);
  }

  private static Scrape pushed(RealParts pushgateway) {
    byte[] credentials = ("batch:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
    return Scrape.parse(
        pushgateway
            .send(
                HttpRequest.newBuilder(URI.create(pushgateway.url() + "/metrics"))
                    .header(
                        "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials))
                    .build())
            .body());
  }
}
