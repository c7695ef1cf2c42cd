package io.kycgateway.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseCipherTest {
  private static final String ANSWER = "{\"reasons\":[\"ünreadable name\"]}";

  private final ResponseCipher cipher = cipher("shop", "key-1");

  @Test
  void answer_sealed_opensForTheSameClientAndKeyAlone() {
    String sealed = cipher.encrypt(ANSWER);

    assertThat(cipher("shop", "key-1").decrypt(sealed)).contains(ANSWER);
    assertThat(cipher("bank", "key-1").decrypt(sealed)).isEmpty();
    assertThat(cipher("shop", "key-2").decrypt(sealed)).isEmpty();
  }

  @Test
  void answer_sealed_isNotToBeRead() {
    String sealed = cipher.encrypt(ANSWER);

    assertThat(sealed).isNotEqualTo(cipher.encrypt(ANSWER));
    assertThat(new String(Base64.getDecoder().decode(sealed), ISO_8859_1))
        .doesNotContain("reasons", "name");
  }

  @Test
  void answer_changed_doesNotOpen() {
    byte[] bytes = Base64.getDecoder().decode(cipher.encrypt(ANSWER));
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThat(cipher.decrypt(Base64.getEncoder().encodeToString(changed)))
          .as("byte %d", i)
          .isEmpty();
    }
    assertThat(List.of("", "AA==", "no base64!", "é"))
        .allSatisfy(text -> assertThat(cipher.decrypt(text)).isEmpty());
  }

  @Test
  void address_ofAKey_isItsClients() {
    assertThat(cipher.storageKey())
        .matches("[0-9a-f]{64}")
        .isEqualTo(cipher("shop", "key-1").storageKey());
    assertThat(cipher.storageKey()).isNotEqualTo(cipher("bank", "key-1").storageKey());
    assertThat(cipher("a", "b c").storageKey()).isNotEqualTo(cipher("a-b", "c").storageKey());
  }

  @Test
  void fingerprint_ofABody_tellsNothingWithoutTheKey() {
    assertThat(cipher.fingerprint("d1"))
        .isEqualTo(cipher("shop", "key-1").fingerprint("d1"))
        .isNotEqualTo(cipher.fingerprint("d2"))
        .isNotEqualTo(cipher("shop", "key-2").fingerprint("d1"))
        .isNotEqualTo(cipher("bank", "key-1").fingerprint("d1"));
  }

  private static ResponseCipher cipher(String client, String key) {
    try {
      return ResponseCipher.of(
          client, IdempotencyKey.parse(List.of("\"" + key + "\"")).orElseThrow());
    } catch (InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }
}
