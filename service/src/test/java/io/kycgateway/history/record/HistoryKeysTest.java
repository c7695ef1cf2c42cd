package io.kycgateway.history.record;

import static io.kycgateway.history.HistoryDatabases.key;
import static io.kycgateway.history.RecordSamples.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.history.RecordSamples;
import io.kycgateway.startup.StartupException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of keys, its rotation, and what a key does. */
class HistoryKeysTest {
  private static final UUID ID = UUID.fromString("01a22999-2c62-751a-8c5c-15d6f5851061");
  private static final String SESSION = "0d5c5b46-3a3c-4c9b-8f2e-0d6a3b1c2d3e";
  private static final PersonalData DATA = RecordSamples.personal(SESSION);

  @Test
  void file_withCommentsAndBlankLines_isRead() {
    HistoryKeys keys = keys("# first one encrypts", "", key("new", 2), "  " + key("old", 1) + " ");

    assertThat(keys.ids()).containsExactly("new", "old");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k1",
        "k1:",
        "k1:c2VjcmV0",
        ":AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "k 1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!",
        "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void line_thatIsWrong_isNamedAndNotQuoted(String line) {
    assertThatThrownBy(() -> parse(key("good", 1) + "\n" + line))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("32 bytes")
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void file_withoutAKeyOrWithOneTwice_isRefused() {
    assertThatThrownBy(() -> parse("# none\n")).hasMessageContaining("no key");
    assertThatThrownBy(() -> parse(key("a", 1) + "\n" + key("a", 2)))
        .hasMessageContaining("line 2 has an id");
  }

  private static HistoryKeys parse(String content) throws StartupException {
    return HistoryKeys.parse(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void data_encrypted_isDecryptedForItsRecordAlone() {
    PersonalDataCipher cipher = new PersonalDataCipher(() -> keys(key("k1", 1)));
    EncryptedData encrypted = cipher.encrypt(ID, "a", DATA);

    assertThat(cipher.decrypt(ID, encrypted)).contains(DATA);
    assertThat(cipher.decrypt(UUID.randomUUID(), encrypted)).as("moved to another row").isEmpty();
    encrypted.bytes()[20] ^= 1;
    assertThat(cipher.decrypt(ID, encrypted)).as("changed").isEmpty();
    assertThat(cipher.decrypt(ID, new EncryptedData("k1", new byte[16], null, new byte[5])))
        .as("cut off")
        .isEmpty();
  }

  @Test
  void data_encryptedTwice_isNeverTheSame() {
    PersonalDataCipher cipher = new PersonalDataCipher(() -> keys(key("k1", 1)));

    EncryptedData one = cipher.encrypt(ID, "a", DATA);
    EncryptedData other = cipher.encrypt(ID, "a", DATA);

    assertThat(one.bytes()).isNotEqualTo(other.bytes());
    assertThat(new String(one.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("s3://");
    assertThat(one.sessionHash()).isEqualTo(other.sessionHash()).hasSize(16);
    assertThat(one.sessionHash()).isNotEqualTo(one.deviceHash());
    assertThat(cipher.encrypt(ID, "b", DATA).sessionHash())
        .as("of another client")
        .isNotEqualTo(one.sessionHash());
  }

  @Test
  void key_afterARotation_stillDecryptsAndLooksUp() {
    HistoryKeys before = keys(key("old", 1));
    HistoryKeys after = keys(key("new", 2), key("old", 1));
    EncryptedData encrypted = new PersonalDataCipher(() -> before).encrypt(ID, "a", DATA);

    assertThat(new PersonalDataCipher(() -> after).decrypt(ID, encrypted)).contains(DATA);
    assertThat(new PersonalDataCipher(() -> after).encrypt(ID, "a", DATA).keyId()).isEqualTo("new");
    assertThat(after.sessionHashes("a", SESSION)).contains(encrypted.sessionHash()).hasSize(2);
  }

  @Test
  void key_thatIsGoneOrAnother_decryptsNothing() {
    EncryptedData encrypted =
        new PersonalDataCipher(() -> keys(key("old", 1))).encrypt(ID, "a", DATA);

    assertThat(new PersonalDataCipher(() -> keys(key("new", 2))).decrypt(ID, encrypted)).isEmpty();
    assertThat(new PersonalDataCipher(() -> keys(key("old", 3))).decrypt(ID, encrypted))
        .as("another secret of the same id")
        .isEmpty();
  }

  @Test
  void texts_encrypted_areDecryptedForTheirPurposeAlone() {
    String encrypted = keys(key("old", 1)).encrypt("text", "cursor a");

    assertThat(keys(key("new", 2), key("old", 1)).decrypt(encrypted, "cursor a")).contains("text");
    assertThat(keys(key("old", 1)).decrypt(encrypted, "cursor b")).isEmpty();
    assertThat(keys(key("old", 1)).decrypt("%", "cursor a")).isEmpty();
    assertThat(keys(key("old", 1)).decrypt("", "cursor a")).isEmpty();
  }

  @Test
  void records_printed_showNothingPersonal() {
    EncryptedData encrypted =
        new PersonalDataCipher(() -> keys(key("k1", 1))).encrypt(ID, "a", DATA);

    assertThat(DATA.toString()).isEqualTo("PersonalData[]");
    assertThat(encrypted.toString()).isEqualTo("EncryptedData[keyId=k1]");
  }
}
