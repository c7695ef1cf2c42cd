package io.kycgateway.chaos;

import static io.kycgateway.chaos.scene.Outcome.VERIFIED;
import static org.awaitility.Awaitility.await;

import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.chaos.scene.Gateway;
import io.kycgateway.chaos.scene.Scene;
import io.kycgateway.testing.ProcessSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Files with secrets that change, break or are gone while the gateway runs. */
final class SecretFaultRows {
  private static final String GROUP = "Secrets";
  private static final String OTHERS =
      "{\"other\":{\"sha256\":\"" + ApiKeys.digest("kyc_key-of-another-client") + "\"}}";

  private SecretFaultRows() {}

  static List<Fault> all() {
    return List.of(
        file(
            "key file broken",
            "the file of API keys ends in the middle",
            Gateway::keysFile,
            "{\"tester\":{\"sha"),
        file("key file empty", "the file of API keys is empty", Gateway::keysFile, ""),
        Fault.of(GROUP, "key file deleted", "the file of API keys is deleted; put back")
            .promises(VERIFIED)
            .by(
                scene -> {
                  Path file = scene.gateway().keysFile();
                  String was = Files.readString(file);
                  Files.delete(file);
                  return () -> Files.writeString(file, was);
                }),
        file(
                "key file swapped",
                "the file of API keys has another client's key alone",
                Gateway::keysFile,
                OTHERS)
            .promises(VERIFIED, "401 unauthorized")
            .allows("429 too_many_failures")
            .counts("kyc_api_auth_failures_total"),
        Fault.of(
                GROUP,
                "metrics password swapped",
                "the scrapers' password is another one; put back")
            .promises(VERIFIED)
            .counts("kyc_admin_auth_failures_total")
            .alerts("TargetDown", "GatewayDown")
            .by(SecretFaultRows::swapPassword));
  }

  private static Fault file(
      String name, String how, Function<Gateway, Path> where, String content) {
    return Fault.of(GROUP, name, how + "; put back")
        .promises(VERIFIED)
        .by(
            scene -> {
              Path file = where.apply(scene.gateway());
              String was = Files.readString(file);
              Files.writeString(file, content);
              return () -> Files.writeString(file, was);
            });
  }

  private static Fault.End swapPassword(Scene scene) throws Exception {
    Path file = scene.gateway().passwordFile();
    Files.writeString(file, "another password");
    // Refused: 401, or 429 if too many were before.
    awaitScrapes(scene, false);
    return () -> {
      Files.writeString(file, ProcessSettings.PASSWORD);
      awaitScrapes(scene, true);
    };
  }

  private static void awaitScrapes(Scene scene, boolean answered) {
    await("scrapes answered: " + answered)
        .atMost(Duration.ofSeconds(20))
        .until(() -> (scene.gateway().scrapeStatus(ProcessSettings.PASSWORD) == 200) == answered);
  }
}
