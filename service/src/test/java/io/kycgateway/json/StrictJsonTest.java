package io.kycgateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  @Test
  void document_plain_isRead() throws MalformedJsonException {
    byte[] json = "{\"a\": [1, 2.5, \"ü\", null, true]}".getBytes(UTF_8);

    assertThat(StrictJson.read(json).path("a").path(2).textValue()).isEqualTo("ü");
  }

  @Test
  void document_withinALargerArray_isReadFromItsRangeAlone() throws MalformedJsonException {
    byte[] bytes = "xx{\"a\":1}yy".getBytes(UTF_8);

    assertThat(StrictJson.read(bytes, 2, bytes.length - 4).path("a").intValue()).isEqualTo(1);
  }

  @Test
  void nesting_atTheLimit_isRead() throws MalformedJsonException {
    assertThat(StrictJson.read(nested(StrictJson.MAX_DEPTH).getBytes(UTF_8)).isArray()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {StrictJson.MAX_DEPTH + 1, 100_000})
  void nesting_beyondTheLimit_isRefused(int depth) {
    assertRefused(nested(depth).getBytes(UTF_8));
    assertRefused("{\"a\":".repeat(depth).getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "{\"a\":1",
        "{\"a\":\"",
        "{\"a\":1}}",
        "{\"a\":1} {\"b\":2}",
        "{\"a\":1} x",
        "[1] 2",
        "{\"a\":1,\"a\":2}",
        "{\"o\":{\"a\":1,\"\\u0061\":2}}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":-Infinity}",
        "{\"a\":+1}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{'a':1}",
        "{a:1}",
        "[1,]",
        "[1,,2]",
        "{\"a\":1 /* no comments */}",
        "\"line\nbreak\"",
        "<html></html>",
      })
  void document_malformed_isRefused(String json) {
    assertRefused(json.getBytes(UTF_8));
  }

  @Test
  void number_ofManyDigits_isRefused() {
    assertRefused(("[" + "9".repeat(101) + "]").getBytes(UTF_8));
  }

  @Test
  void fieldName_overlong_isRefused() {
    assertRefused(("{\"" + "n".repeat(10_000) + "\":1}").getBytes(UTF_8));
  }

  @Test
  void text_ofMegabytes_isRead() throws MalformedJsonException {
    // Twice over the parser's own default limit.
    int length = 40_000_000;
    byte[] json = ("\"" + "a".repeat(length) + "\"").getBytes(UTF_8);

    assertThat(StrictJson.read(json).textValue()).hasSize(length);
  }

  static List<Charset> otherCharsets() {
    return List.of(
        StandardCharsets.UTF_16,
        StandardCharsets.UTF_16BE,
        StandardCharsets.UTF_16LE,
        Charset.forName("UTF-32BE"),
        Charset.forName("UTF-32LE"));
  }

  @ParameterizedTest
  @MethodSource("otherCharsets")
  void document_inAnotherCharset_isRefused(Charset charset) {
    assertRefused("{\"a\":\"b\"}".getBytes(charset));
    assertRefused("{\"a\":\"ü\"}".getBytes(charset));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}\0", "{\"a\":\"x\0\"}", "\0"})
  void zeroByte_inValidUtf8_isNamedForWhatItIs(String json) {
    assertThatThrownBy(() -> StrictJson.read(json.getBytes(UTF_8)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage("not JSON in UTF-8: it contains a zero byte");
  }

  static List<byte[]> brokenUtf8() {
    return List.of(
        // A lone continuation byte, a cut sequence, an overlong slash, a surrogate, beyond Unicode.
        bytes('"', 0x80, '"'),
        bytes('"', 0xC3, '"'),
        bytes('"', 0xE2, 0x82, '"'),
        bytes('"', 0xC0, 0xAF, '"'),
        bytes('"', 0xED, 0xA0, 0x80, '"'),
        bytes('"', 0xF4, 0x90, 0x80, 0x80, '"'),
        bytes('"', 0xFF, '"'));
  }

  @ParameterizedTest
  @MethodSource("brokenUtf8")
  void bytes_brokenUtf8_areRefused(byte[] json) {
    assertRefused(json);
  }

  @Test
  void byteOrderMark_utf8_doesNotBreakTheDocument() throws MalformedJsonException {
    assertThat(StrictJson.read("\uFEFF{\"a\":1}".getBytes(UTF_8)).path("a").intValue())
        .isEqualTo(1);
  }

  @Test
  void message_ofARefusal_holdsAPlaceAndNoneOfTheInput() {
    byte[] json = "{\"name\":\n \"Erika\" Mustermann}".getBytes(UTF_8);

    assertThatThrownBy(() -> StrictJson.read(json))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContainingAny("Erika", "Mustermann", "name")
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"a\":1,\"a\":2} | ambiguous: a is given twice (line 1, column 11)",
        "{\"o\":{\"b\":1,\"\\u0062\":2}} | ambiguous: o.b is given twice",
        "{\"o\":{\"Erika\":1,\"Erika\":2}} | ambiguous: a field of o is given twice",
        "{\"Erika\":1,\"Erika\":2} | ambiguous: a field is given twice",
        "{\"Erika\":{\"a\":1,\"a\":2}} | ambiguous: a field is given twice",
        "{\"a\":[{\"b\":1,\"b\":2}]} | ambiguous: a field is given twice",
        "{\"a\":1,\"b\":Duplicate field} | not a JSON document",
      })
  void field_givenTwice_isSaidAndNamedIfItIsKnown(String json, String said) {
    assertThatThrownBy(() -> StrictJson.read(json.getBytes(UTF_8), Set.of("a", "o", "o.b")))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageStartingWith(said)
        .hasMessageNotContaining("Erika");
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static void assertRefused(byte[] json) {
    assertThatThrownBy(() -> StrictJson.read(json)).isInstanceOf(MalformedJsonException.class);
  }
}
