package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
  static List<Family> families() {
    return Catalogue.all();
  }

  @Test
  void names_inTheCatalogue_areThereOnce() {
    Set<String> names = new HashSet<>();

    assertThat(families()).allSatisfy(family -> assertThat(names.add(family.name())).isTrue());
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void families_ofASource_areItsOwn(Source source) {
    assertThat(Catalogue.of(source))
        .isNotEmpty()
        .allSatisfy(family -> assertThat(family.source()).isEqualTo(source));
  }

  @ParameterizedTest
  @MethodSource("families")
  void family_name_followsPrometheusConventions(Family family) {
    assertThat(family.name()).matches("[a-z][a-z0-9_]*");
    assertThat(family.name().endsWith("_total")).isEqualTo(family.type() == MetricType.COUNTER);
    assertThat(family.name()).doesNotEndWith("_created").doesNotEndWith("_bucket");
    assertThat(family.name().endsWith("_info")).isEqualTo(family.type() == MetricType.INFO);
    assertThat(family.labelNames()).doesNotHaveDuplicates().doesNotContain("le", "quantile", "job");
  }

  @ParameterizedTest
  @MethodSource("families")
  void family_help_isASentence(Family family) {
    assertThat(family.help()).isNotBlank().doesNotContain("\n", "\\", "com.codahale");
    if (family.source() != Source.JVM) {
      assertThat(family.help()).endsWith(".");
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void family_bounds_ascendAndBelongToHistogramsAlone(Family family) {
    assertThat(family.bounds()).isSorted().doesNotHaveDuplicates();
    assertThat(family.bounds().isEmpty()).isEqualTo(family.type() != MetricType.HISTOGRAM);
  }

  @Test
  void labels_setByRequests_areClosed() {
    for (Family family : Catalogue.of(Source.PIPELINE, Source.GATEWAY, Source.SIMULATOR)) {
      if (!family.equals(Catalogue.BUILD_INFO)) {
        assertThat(family.isClosed()).as(family.name()).isTrue();
      }
    }
  }

  @Test
  void overflow_names_everyFamilyThatFolds() {
    assertThat(Catalogue.METRIC_LABEL_OVERFLOW.labels().get(0).values())
        .containsExactlyInAnyOrderElementsOf(
            families().stream()
                .filter(f -> f.labels().stream().anyMatch(label -> label.fold() != null))
                .map(Family::name)
                .toList());
  }
}
