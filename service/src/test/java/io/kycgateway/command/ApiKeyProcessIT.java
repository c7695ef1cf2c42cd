package io.kycgateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.api.auth.ApiKeys;
import io.kycgateway.testing.GatewayProcess;
import io.kycgateway.testing.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar's command {@code api-key}. */
class ApiKeyProcessIT {
  @TempDir Path folder;

  @Test
  void apiKey_ofTwoClients_printsEachOnceAndKeepsDigestsOnly() throws Exception {
    Path file = folder.resolve("keys.json");

    String first = makeKey(file, "first-client");
    String second = makeKey(file, "second");

    assertThat(first).matches("kyc_[A-Za-z0-9_-]{43}").isNotEqualTo(second);
    byte[] content = Files.readAllBytes(file);
    assertThat(new String(content, StandardCharsets.UTF_8)).doesNotContain(first, second);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    ApiKeys keys = ApiKeys.parse(content);
    assertThat(keys.find(first))
        .hasValueSatisfying(c -> assertThat(c.name()).isEqualTo("first-client"));
    assertThat(keys.find(second)).hasValueSatisfying(c -> assertThat(c.name()).isEqualTo("second"));
  }

  @Test
  void apiKey_rotated_hasTwoKeysUntilTheOlderIsRevoked() throws Exception {
    Path file = folder.resolve("keys.json");
    String older = makeKey(file, "client");
    String newer = makeKey(file, "client");
    byte[] both = Files.readAllBytes(file);

    // A third one is refused.
    assertRefusesKey(file, "client", "client");
    assertThat(file).hasBinaryContent(both);
    assertThat(ApiKeys.parse(both).find(older)).isPresent();
    assertThat(ApiKeys.parse(both).find(newer)).isPresent();

    String listed = run("list", "--file", file.toString());
    assertThat(listed.lines()).containsExactly(listed(older), listed(newer));
    String revoked =
        run("revoke", "--name", "client", "--key", id(older), "--file", file.toString());
    assertThat(revoked.strip()).isEqualTo("revoked: client " + id(older));
    ApiKeys keys = ApiKeys.parse(Files.readAllBytes(file));
    assertThat(keys.find(older)).isEmpty();
    assertThat(keys.find(newer)).isPresent();
  }

  @Test
  void apiKey_ofFourRunsAtOnce_losesNone() throws Exception {
    Path file = folder.resolve("keys.json");
    List<GatewayProcess> runs = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      runs.add(apiKey(file, name));
    }
    List<String> made = new ArrayList<>();
    for (GatewayProcess run : runs) {
      try (run) {
        assertThat(run.exitCode()).as(run.errors()).isZero();
        made.add(run.output().strip());
      }
    }

    ApiKeys keys = ApiKeys.parse(Files.readAllBytes(file));
    assertThat(keys.clients()).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(made).allSatisfy(key -> assertThat(keys.find(key)).isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\": {\"sha256\": \"zq9Marker\"}}"})
  void apiKey_intoACorruptFile_isRefused(String content) throws Exception {
    Path file = Files.writeString(folder.resolve("keys.json"), content);

    assertRefusesKey(file, "client", "keys.json");

    assertThat(file).hasContent(content);
  }

  @Test
  void apiKey_ofABadName_isRefused() throws Exception {
    assertRefusesKey(folder.resolve("keys.json"), "Not A Name", "--name");
    assertThat(folder.resolve("keys.json")).doesNotExist();
  }

  @Test
  void apiKey_intoNoFolder_isRefused() throws Exception {
    assertRefusesKey(folder.resolve("nowhere").resolve("keys.json"), "client", "nowhere");
  }

  private static String id(String key) {
    return ApiKeys.digest(key).substring(0, 12);
  }

  private static String listed(String key) {
    return String.format(Locale.ROOT, "%-24s %s", "client", id(key));
  }

  private String run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("api-key"));
    all.addAll(List.of(arguments));
    try (GatewayProcess process =
        GatewayProcess.start(folder, Map.of(), all.toArray(String[]::new))) {
      assertThat(process.exitCode()).as(process.errors()).isZero();
      return process.output();
    }
  }

  private String makeKey(Path file, String name) throws Exception {
    try (GatewayProcess process = apiKey(file, name)) {
      assertThat(process.exitCode()).as(process.errors()).isZero();
      return process.output().strip();
    }
  }

  private void assertRefusesKey(Path file, String name, String offender) throws Exception {
    try (GatewayProcess process = apiKey(file, name)) {
      assertThat(process.exitCode()).isNotZero();
      assertThat(process.output()).doesNotContain("kyc_");
      assertThat(process.errors()).contains(offender).doesNotContain("\tat ", Problems.MARKER);
      assertThat(process.errors().lines()).hasSize(1);
    }
  }

  private GatewayProcess apiKey(Path file, String name) throws Exception {
    return GatewayProcess.start(
        folder, Map.of(), "api-key", "--name", name, "--file", file.toString());
  }
}
