package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.api.auth.ApiKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Environments of gateway processes, with secrets of their own. */
public final class ProcessSettings {
  public static final String PASSWORD = "p4ssword-of-the-process";

  private ProcessSettings() {}

  /** Secrets, free ports and simulated modules. */
  public static Map<String, String> simulated(Path folder) throws IOException {
    Path keys = folder.resolve("keys.json");
    Files.writeString(
        keys, "{\"tester\":{\"sha256\":\"" + ApiKeys.digest(TestGateway.API_KEY) + "\"}}");
    Map<String, String> environment = new HashMap<>();
    environment.put("API_KEYS_FILE", keys.toString());
    environment.put(
        "METRICS_PASSWORD_FILE",
        Files.writeString(folder.resolve("password"), PASSWORD).toString());
    environment.put("KYC_PORT", "0");
    environment.put("KYC_ADMIN_PORT", "0");
    environment.put("KYC_HOST", "127.0.0.1");
    environment.put("KYC_ADMIN_HOST", "127.0.0.1");
    environment.put("KYC_RATE_LIMITS", "false");
    environment.put("KYC_SIMULATOR", "true");
    environment.put("KYC_SHUTDOWN_WAIT", "0s");
    environment.put("KYC_WARM_UP", "0");
    return environment;
  }

  /** Secrets, free ports and modules at addresses that need not answer. */
  public static Map<String, String> real(Path folder) throws IOException {
    Map<String, String> environment = simulated(folder);
    environment.remove("KYC_SIMULATOR");
    for (String module : Invariants.MODULES) {
      environment.put(
          "KYC_" + module.toUpperCase(Locale.ROOT) + "_URL", "http://127.0.0.1:9/" + module);
    }
    return environment;
  }

  /**
   * Checks what a gateway that refuses to start says: one sentence, which names the offender, and
   * no secret.
   */
  public static void assertOneSentence(String output, String errors, String offender) {
    List<String> complaints = errors.lines().filter(line -> !line.isBlank()).toList();
    assertThat(complaints).first().asString().startsWith("kyc-gateway cannot start: ");
    assertThat(errors).contains(offender);
    // What a parser adds to the sentence is a few lines.
    assertThat(complaints).hasSizeLessThan(12);
    assertThat(errors).doesNotContain("\tat ");
    assertThat(errors + output).doesNotContain(PASSWORD);
  }
}
