package io.kycgateway.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseCipherTest {
  private static final String ANSWER = "{\"reasons\":[\"ünreadable name\"]}";

  private final ResponseCipher seal = seal("shop", "key-1");

  @Test
  void answer_sealed_opensForTheSameClientAndKeyAlone() {
    String sealed = seal.seal(ANSWER);

    assertThat(seal("shop", "key-1").open(sealed)).contains(ANSWER);
    assertThat(seal("bank", "key-1").open(sealed)).isEmpty();
    assertThat(seal("shop", "key-2").open(sealed)).isEmpty();
  }

  @Test
  void answer_sealed_isNotToBeRead() {
    String sealed = seal.seal(ANSWER);

    assertThat(sealed).isNotEqualTo(seal.seal(ANSWER));
    assertThat(new String(Base64.getDecoder().decode(sealed), ISO_8859_1))
        .doesNotContain("reasons", "name");
  }

  @Test
  void answer_changed_doesNotOpen() {
    byte[] bytes = Base64.getDecoder().decode(seal.seal(ANSWER));
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThat(seal.open(Base64.getEncoder().encodeToString(changed))).as("byte %d", i).isEmpty();
    }
    assertThat(List.of("", "AA==", "no base64!", "é"))
        .allSatisfy(text -> assertThat(seal.open(text)).isEmpty());
  }

  @Test
  void address_ofAKey_isItsClients() {
    assertThat(seal.address()).matches("[0-9a-f]{64}").isEqualTo(seal("shop", "key-1").address());
    assertThat(seal.address()).isNotEqualTo(seal("bank", "key-1").address());
    assertThat(seal("a", "b c").address()).isNotEqualTo(seal("a-b", "c").address());
  }

  @Test
  void fingerprint_ofABody_tellsNothingWithoutTheKey() {
    assertThat(seal.fingerprint("d1"))
        .isEqualTo(seal("shop", "key-1").fingerprint("d1"))
        .isNotEqualTo(seal.fingerprint("d2"))
        .isNotEqualTo(seal("shop", "key-2").fingerprint("d1"))
        .isNotEqualTo(seal("bank", "key-1").fingerprint("d1"));
  }

  private static ResponseCipher seal(String client, String key) {
    try {
      return ResponseCipher.of(
          client, IdempotencyKey.parse(List.of("\"" + key + "\"")).orElseThrow());
    } catch (InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }
}
