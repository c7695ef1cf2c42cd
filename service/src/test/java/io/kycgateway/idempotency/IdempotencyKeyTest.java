package io.kycgateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "\"8e03978e-40d5-43dd-bc93-6894a57f9324\", 8e03978e-40d5-43dd-bc93-6894a57f9324",
        "8e03978e-40d5-43dd-bc93-6894a57f9324, 8e03978e-40d5-43dd-bc93-6894a57f9324",
        "\"two words\", |two words|",
        "\"a\\\"b\\\\c\", a\"b\\c",
        "order:1/2+3==, order:1/2+3==",
        "|  padded  |, padded",
      })
  void key_quotedOrBare_isItsText(String header, String key) throws Exception {
    assertThat(IdempotencyKey.parse(List.of(header)).orElseThrow().value()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"\"",
        "\"",
        "\"open",
        "open\"",
        "\"a\\b\"",
        "\"a\"; p=1",
        "a, b",
        "a,b",
        "a;b",
        "two words",
        "tab\there",
        "\"tab\there\"",
        "caf\u00e9",
        "\"caf\u00e9\"",
        "line\nbreak",
        "nul\u0000",
      })
  void key_thatIsNone_isRefusedWithoutRepeatingIt(String header) {
    assertThatThrownBy(() -> IdempotencyKey.parse(List.of(header)))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessage(
            "the header Idempotency-Key must be 1 to 255 printable ASCII characters, in double"
                + " quotes if a blank, comma, semicolon, quote or backslash is among them");
  }

  @Test
  void key_sentTwice_isRefused() {
    assertThatThrownBy(() -> IdempotencyKey.parse(List.of("a", "a")))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("once");
  }

  @Test
  void key_notSent_isNone() throws Exception {
    assertThat(IdempotencyKey.parse(null)).isEmpty();
    assertThat(IdempotencyKey.parse(List.of())).isEmpty();
  }

  @Test
  void length_beyondTheLimit_isRefused() throws Exception {
    String longest = "k".repeat(255);
    assertThat(IdempotencyKey.parse(List.of(longest))).isPresent();
    assertThat(IdempotencyKey.parse(List.of("\"" + "\\\\".repeat(255) + "\""))).isPresent();
    for (String tooLong :
        List.of(longest + "k", "\"" + longest + "k\"", "\"" + "\\\\".repeat(256) + "\"")) {
      assertThatThrownBy(() -> IdempotencyKey.parse(List.of(tooLong)))
          .isInstanceOf(InvalidKeyException.class);
    }
  }

  @Test
  void key_printed_isHidden() throws Exception {
    IdempotencyKey key = IdempotencyKey.parse(List.of("secret-key")).orElseThrow();

    assertThat(key.toString()).doesNotContain("secret");
    assertThat(new IdempotencyFingerprint(key, "0123").toString()).doesNotContain("secret", "0123");
  }
}
