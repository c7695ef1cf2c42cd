package io.kycgateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.auth.basic.BasicCredentials;
import io.kycgateway.startup.StartupException;
import io.kycgateway.testing.MovableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsAuthenticatorTest {
  private static final String PASSWORD = "a secret: with colon";

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock();

  @Test
  void credentials_right_areTheUser() throws Exception {
    assertThat(open(PASSWORD + "\n").authenticate(new BasicCredentials("prometheus", PASSWORD)))
        .hasValueSatisfying(user -> assertThat(user.getName()).isEqualTo("prometheus"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "prometheus | wrong",
        "prometheus | ''",
        "prometheus | A secret: with colon",
        "prometheus | 'a secret: with colon '",
        "prometheus | a secret",
        "Prometheus | a secret: with colon",
        "'' | a secret: with colon",
        "admin | a secret: with colon",
        "prometheus:a secret | with colon",
        "'prometheus:' | a secret: with colon",
      })
  void credentials_wrong_areRejected(String username, String password) throws Exception {
    assertThat(open(PASSWORD).authenticate(new BasicCredentials(username, password))).isEmpty();
  }

  @Test
  void password_rotated_replacesTheOldOne() throws Exception {
    MetricsAuthenticator authenticator = open(PASSWORD);
    Files.writeString(folder.resolve("password"), "another");
    clock.advance(Duration.ofSeconds(2));

    assertThat(authenticator.authenticate(new BasicCredentials("prometheus", PASSWORD))).isEmpty();
    assertThat(authenticator.authenticate(new BasicCredentials("prometheus", "another")))
        .isPresent();
  }

  // What Go's strings.TrimSpace takes off, with which Prometheus reads its password_file.
  @ParameterizedTest
  @ValueSource(strings = {" %s", "\t%s\r\n", "\n%s\n\n", "\u00A0%s\u2003", "\u0085%s\u3000"})
  void password_withWhiteSpaceAround_isWhatPrometheusReads(String content) throws Exception {
    MetricsAuthenticator authenticator = open(String.format(Locale.ROOT, content, PASSWORD));

    assertThat(authenticator.authenticate(new BasicCredentials("prometheus", PASSWORD)))
        .isPresent();
  }

  @Test
  void password_withAControlCharacter_keepsItAsPrometheusDoes() throws Exception {
    assertThat(
            open("\u001C" + PASSWORD)
                .authenticate(new BasicCredentials("prometheus", "\u001C" + PASSWORD)))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EFBBBF", "FFFE", "FEFF"})
  void file_withAByteOrderMark_isRefused(String mark) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(mark + "707764");
    Path file = Files.write(folder.resolve("password"), bytes);

    assertThatThrownBy(
            () ->
                MetricsAuthenticator.open(
                    "prometheus", "METRICS_PASSWORD_FILE", file.toString(), clock))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("METRICS_PASSWORD_FILE", "byte order mark", "UTF-8 without one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \n\n"})
  void file_withoutAPassword_isRefused(String content) {
    assertThatThrownBy(() -> open(content))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("METRICS_PASSWORD_FILE", "is empty");
  }

  @Test
  void file_ofTwoLines_acceptsBothAndNothingElse() throws Exception {
    MetricsAuthenticator authenticator = open(" old one \n\nnew one\n");

    for (String right : List.of("old one", "new one")) {
      assertThat(authenticator.authenticate(new BasicCredentials("prometheus", right)))
          .as(right)
          .isPresent();
    }
    for (String wrong : List.of("old one \n\nnew one", "old one new one", "", "\n")) {
      assertThat(authenticator.authenticate(new BasicCredentials("prometheus", wrong)))
          .as(wrong)
          .isEmpty();
    }
  }

  @Test
  void file_ofMoreLines_isRefusedWithoutBeingRepeated() {
    assertThatThrownBy(() -> open("first\nsecond\nthird\n"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("more than two lines")
        .hasMessageNotContainingAny("first", "second", "third");
  }

  private MetricsAuthenticator open(String content) throws StartupException, IOException {
    Path file = Files.writeString(folder.resolve("password"), content);
    return MetricsAuthenticator.open("prometheus", "METRICS_PASSWORD_FILE", file.toString(), clock);
  }
}
