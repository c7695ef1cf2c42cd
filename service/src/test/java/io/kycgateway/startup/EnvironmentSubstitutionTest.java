package io.kycgateway.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentSubstitutionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "::1",
        "#ops",
        "null",
        "~",
        "true",
        "/run/secrets/a file",
        "/run/secrets/key #1",
        "C:\\keys",
        "a: b",
        "[x]",
        "{x}",
        "- x",
        "'",
        "\"",
        "&anchor",
        "*alias",
        "!tag",
        "%",
        "@at",
        "`",
        "  blanks around  ",
        "two\nlines",
        "${OTHER}",
        "$1",
        "ünïcode"
      })
  void value_ofAnyForm_isTakenAsItIs(String value) throws Exception {
    assertThat(read("key: ${V:-d}", Map.of("V", value)).get("key").asText()).isEqualTo(value);
    assertThat(read("key: \"x${V:-d}y\"", Map.of("V", value)).get("key").asText())
        .isEqualTo("x" + value + "y");
  }

  @Test
  void value_inAList_isItsElements() throws Exception {
    String yaml = "list: [${V:-}, last]";

    assertThat(read(yaml, Map.of("V", "::1, 10.0.0.0/8,")).get("list").toString())
        .isEqualTo("[\"::1\",\"10.0.0.0/8\",\"last\"]");
    assertThat(read(yaml, Map.of("V", "")).get("list").toString()).isEqualTo("[\"last\"]");
  }

  @Test
  void value_empty_isNone() throws Exception {
    assertThat(read("key: ${V:-5}", Map.of("V", "")).get("key").isNull()).isTrue();
  }

  @Test
  void default_isYaml() throws Exception {
    JsonNode tree = read("{number: ${A:-5}, list: ${B:-[1, 2]}, text: ${C:-x}}", Map.of());

    assertThat(tree.toString()).isEqualTo("{\"number\":5,\"list\":[1,2],\"text\":\"x\"}");
  }

  @Test
  void variable_thatMustBeSet_isNamed() {
    assertThatThrownBy(() -> read("{a: ${SET}, b: ${UNSET}}", Map.of("SET", "x")))
        .hasCauseInstanceOf(StartupException.class)
        .hasMessageContaining("UNSET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://10.0.0.1:8080", "udp://10.0.0.1:53"})
  void port_thatKubernetesSetForAService_isExplained(String link) {
    assertThatThrownBy(() -> read("port: ${KYC_PORT:-8080}", Map.of("KYC_PORT", link)))
        .hasCauseInstanceOf(StartupException.class)
        .hasMessageContainingAll("KYC_PORT", link, "enableServiceLinks: false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: 1\nb: 2\na: 3\n", "s:\n  a: 1\n  a: 2\n", "{a: 1, a: ${X:-2}}"})
  void file_withAKeyTwice_isRefusedWithItsName(String yaml) {
    assertThatThrownBy(() -> open(yaml, Map.of()))
        .rootCause()
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("a key twice", "'a'");
  }

  @Test
  void file_malformed_isLeftToTheReader() throws Exception {
    assertThat(open("key: [\n", Map.of())).isEqualTo("key: [\n");
  }

  private static JsonNode read(String yaml, Map<String, String> environment) throws Exception {
    return new YAMLMapper().readTree(open(yaml, environment));
  }

  private static String open(String yaml, Map<String, String> environment) throws IOException {
    EnvironmentSubstitution substitution =
        new EnvironmentSubstitution(
            path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
            environment::get);
    try (InputStream in = substitution.open("test.yml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
