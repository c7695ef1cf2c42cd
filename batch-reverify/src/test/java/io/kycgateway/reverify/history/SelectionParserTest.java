package io.kycgateway.reverify.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.reverify.history.database.Selection;
import io.kycgateway.startup.StartupException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options that select kept verifications. */
class SelectionParserTest {
  @Test
  void options_ofOneSelection_haveOneForm() throws Exception {
    Selection one =
        parse(
                "status", "REJECTED,VERIFIED",
                "older_than", "48h",
                "newer_than", "400d",
                "country", "FRA,ESP",
                "document_type", "passport",
                "degraded", "true",
                "limit", "100")
            .orElseThrow();

    assertThat(one)
        .hasToString(
            "--status VERIFIED,REJECTED --country ESP,FRA --document-type passport"
                + " --older-than 2d --newer-than 400d --degraded --limit 100");
    assertThat(parse("older_than", "0s").orElseThrow()).hasToString("--older-than 0d");
    assertThat(parse("older_than", "90m").orElseThrow()).hasToString("--older-than 90m");
    assertThat(parse().orElseThrow()).hasToString("everything");
  }

  @ParameterizedTest
  @CsvSource({
    "older_than, 365, --older-than",
    "older_than, -1d, --older-than",
    "older_than, 1.5d, --older-than",
    "older_than, 1 d, --older-than",
    "older_than, 1w, --older-than",
    "older_than, 36501d, --older-than",
    "newer_than, soon, --newer-than",
    "status, verified, --status",
    "status, 'VERIFIED,', --status",
    "country, ES, --country",
    "country, esp, --country",
    "document_type, Passport, --document-type",
    "limit, 0, --limit",
    "limit, -5, --limit",
    "limit, 99999999999, --limit",
    "limit, many, --limit"
  })
  void value_thatIsNone_isRefusedWithItsOption(String option, String value, String named) {
    assertThatThrownBy(() -> parse(option, value))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith(named + " must be")
        .hasMessageEndingWith("it is " + value);
  }

  @Test
  void ages_withNothingBetweenThem_areRefused() {
    assertThatThrownBy(() -> parse("older_than", "2d", "newer_than", "48h"))
        .hasMessageContaining("--newer-than must be longer than --older-than");
  }

  @Test
  void filters_withoutSelect_areRefused() throws Exception {
    Map<String, String> options = new HashMap<>(Map.of("country", "ESP"));

    assertThatThrownBy(() -> SelectionParser.of(options::get))
        .hasMessage("--country ESP needs --select");
    assertThat(SelectionParser.of(name -> null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-a", "a b", "a/b", "ä"})
  void name_thatIsNone_isRefused(String name) {
    assertThatThrownBy(() -> RunName.of("--run", name))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("--run must be");
  }

  private static Optional<Selection> parse(String... options) throws StartupException {
    Map<String, String> values = new HashMap<>(Map.of("select", "true"));
    for (int i = 0; i < options.length; i += 2) {
      values.put(options[i], options[i + 1]);
    }
    return SelectionParser.of(values::get);
  }
}
