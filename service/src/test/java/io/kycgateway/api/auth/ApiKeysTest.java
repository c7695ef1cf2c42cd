package io.kycgateway.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.startup.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {
  private static final String DIGEST = ApiKeys.digest("kyc_key");

  @Test
  void key_inTheFile_findsItsClient() throws StartupException {
    ApiKeys keys =
        parse(
            "{\"shop\": {\"sha256\": \"%s\"}, \"bank-2\": {\"sha256\": \"%s\"}}"
                .formatted(DIGEST, ApiKeys.digest("other")));

    assertThat(keys.size()).isEqualTo(2);
    assertThat(keys.find("kyc_key")).contains(new ApiClient("shop"));
    assertThat(keys.find("other")).contains(new ApiClient("bank-2"));
    assertThat(keys.find("KYC_KEY")).isEmpty();
    assertThat(keys.find("")).isEmpty();
    assertThat(keys.find(DIGEST)).as("a digest is no key").isEmpty();
  }

  @Test
  void keys_twoOfAClient_areBothTheClients() throws StartupException {
    ApiKeys keys =
        parse("{\"shop\": {\"sha256\": [\"" + DIGEST + "\", \"" + ApiKeys.digest("next") + "\"]}}");

    assertThat(keys.size()).isEqualTo(2);
    assertThat(keys.clients()).containsExactly("shop");
    assertThat(keys.find("kyc_key")).contains(new ApiClient("shop"));
    assertThat(keys.find("next")).contains(new ApiClient("shop"));
  }

  @Test
  void keys_moreThanTwoOrTheSameOfAClient_areRefused() {
    String others = ApiKeys.digest("1") + "\", \"" + ApiKeys.digest("2");
    assertThatThrownBy(
            () -> parse("{\"shop\": {\"sha256\": [\"" + DIGEST + "\", \"" + others + "\"]}}"))
        .hasMessageContaining("more than 2 keys for client shop");
    assertThatThrownBy(
            () -> parse("{\"shop\": {\"sha256\": [\"" + DIGEST + "\", \"" + DIGEST + "\"]}}"))
        .hasMessageContaining("the same key twice");
    assertThatThrownBy(() -> parse("{\"shop\": {\"sha256\": []}}"))
        .hasMessageContaining("has no sha256");
  }

  @Test
  void file_withoutClients_isReadAndFindsNobody() throws StartupException {
    assertThat(parse("{}").size()).isZero();
  }

  @Test
  void digest_ofAKey_isItsSha256() {
    assertThat(ApiKeys.digest("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "  | is empty",
        "not json | not a JSON document",
        "[] | is not a JSON object of clients",
        "{\"Shop\": {}} | a client whose name is not of the form",
        "{\"-shop\": {}} | a client whose name is not of the form",
        "{\"\": {}} | a client whose name is not of the form",
        "{\"two words\": {}} | a client whose name is not of the form",
        "{\"shop\": {}} | has no sha256 of 64 lower-case hexadecimal digits for client shop",
        "{\"shop\": \"secret\"} | has no sha256",
        "{\"shop\": null} | has no sha256",
        "{\"shop\": {\"sha256\": \"abc\"}} | has no sha256",
        "{\"shop\": {\"sha256\": 5}} | has no sha256",
        "{\"shop\": {\"key\": \"secret\"}} | a field for client shop that is none of [sha256]",
      })
  void file_notUsable_isRefusedWithAReason(String content, String message) {
    assertThatThrownBy(() -> parse(content == null ? "" : content))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }

  @Test
  void digest_upperCase_isRefused() {
    assertThatThrownBy(() -> parse("{\"shop\": {\"sha256\": \"%S\"}}".formatted(DIGEST)))
        .hasMessageContaining("lower-case");
  }

  @Test
  void key_ofTwoClients_isRefused() {
    assertThatThrownBy(
            () ->
                parse(
                    "{\"a\": {\"sha256\": \"%1$s\"}, \"b\": {\"sha256\": \"%1$s\"}}"
                        .formatted(DIGEST)))
        .hasMessageContaining("gives client b another's key")
        .hasMessageNotContaining(DIGEST);
  }

  @Test
  void client_twice_isRefused() {
    assertThatThrownBy(
            () ->
                parse(
                    "{\"a\": {\"sha256\": \"%s\"}, \"a\": {\"sha256\": \"%s\"}}"
                        .formatted(DIGEST, ApiKeys.digest("x"))))
        .isInstanceOf(StartupException.class);
  }

  private static ApiKeys parse(String content) throws StartupException {
    return ApiKeys.parse(content.getBytes(UTF_8));
  }
}
