package io.kycgateway.reverify.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.JvmFamilies;
import io.kycgateway.reverify.monitoring.MonitoringFiles.Expression;
import io.kycgateway.reverify.push.BatchCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules, rule tests, runbooks and dashboards name only families and labels of the catalogue. */
class MonitoringContractTest {
  private static final List<Family> CATALOGUE =
      Stream.of(Catalogue.ALL, JvmFamilies.FAMILIES, BatchCatalogue.FAMILIES)
          .flatMap(List::stream)
          .distinct()
          .toList();
  private static final Set<String> RECORDED = recorded();

  private static Set<String> recorded() {
    try {
      return MonitoringFiles.recorded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void rules_namesOfFamiliesAndLabels_areTheCatalogues() throws IOException {
    assertThat(violations(MonitoringFiles.rules())).isEmpty();
  }

  @Test
  void ruleTests_namesOfFamiliesAndLabels_areTheCatalogues() throws IOException {
    assertThat(MonitoringFiles.ruleTests())
        .flatMap(expression -> contract().violations(expression, false))
        .isEmpty();
  }

  @Test
  void runbooks_namesOfFamiliesAndLabels_areTheCatalogues() throws IOException {
    assertThat(violations(MonitoringFiles.runbookQueries())).isEmpty();
    assertThat(MonitoringFiles.runbookFamilies())
        .allMatch(family -> contract().isKnown(family.text()));
  }

  @Test
  void dashboards_namesOfFamiliesAndLabels_areTheCatalogues() throws IOException {
    assertThat(violations(MonitoringFiles.dashboards())).isEmpty();
  }

  @Test
  void files_expressions_areFoundInEachKind() throws IOException {
    assertThat(MonitoringFiles.rules()).hasSizeGreaterThan(50);
    assertThat(MonitoringFiles.ruleTests()).hasSizeGreaterThan(200);
    assertThat(MonitoringFiles.runbookQueries()).hasSizeGreaterThan(40);
    assertThat(MonitoringFiles.recorded()).contains("job:kyc_verification_errors:ratio_rate5m");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      value = {
        "rate(kyc_verification_total[5m]);no series kyc_verification_total",
        "kyc_verification_duration_seconds > 8;no series kyc_verification_duration_seconds",
        "kyc_verifications_total{outcome=\"ERROR\"};no label outcome",
        "kyc_verifications_total{status=\"FAILED\"};never has status=\"FAILED\"",
        "kyc_module_calls_total{outcome=~\"error|timedout\"};never has outcome=\"timedout\"",
        "kyc_verification_duration_seconds_bucket{le=~\"7(\\\\.0)?\"};never has le=\"7\"",
        "kyc_verification_duration_seconds_count{le=\"8\"};no label le",
        "sum by (modul) (kyc_module_inflight);groups by modul",
        "sum(kyc_module_inflight) by (modul);groups by modul",
        "a or on (job) kyc_active_sessions;no series a",
        "job:kyc_nothing:rate5m > 1;no series job:kyc_nothing:rate5m",
        "{__name__=~\"kyc_verification_.*_hours\"};no family is meant",
      })
  void expression_wrongName_isToldWithTheName(String expression, String told) throws IOException {
    assertThat(violations(List.of(new Expression("planted", expression))))
        .singleElement()
        .asString()
        .contains(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      value = {
        "sum by (job, le) (rate(kyc_module_duration_seconds_bucket{module=\"ocr\"}[5m] offset 1h))",
        "up{job=\"x\"} == 0 unless on (job) ALERTS{severity=\"critical\"}",
        "kyc_build_info * on (instance) group_left (version) kyc_active_sessions # not_a_series",
        "max without (instance) (kyc_module_inflight{module=~\"$module\"}) > bool 1e3 and inf",
        "{__name__=~\"kyc_reverification_last_(start|success)_timestamp_seconds\"} - time()",
      })
  void expression_rightNames_isLeftAlone(String expression) throws IOException {
    assertThat(violations(List.of(new Expression("planted", expression)))).isEmpty();
  }

  private static List<String> violations(List<Expression> expressions) throws IOException {
    return expressions.stream()
        .flatMap(expression -> contract().violations(expression).stream())
        .toList();
  }

  private static MonitoringContract contract() {
    return new MonitoringContract(CATALOGUE, RECORDED);
  }
}
