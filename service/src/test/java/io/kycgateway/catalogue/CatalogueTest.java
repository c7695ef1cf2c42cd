package io.kycgateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.metrics.BuildMetrics;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.JvmFamilies;
import io.kycgateway.metrics.MetricType;
import io.kycgateway.simulator.SimulatorMetrics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
  static List<Family> families() {
    return Stream.concat(Catalogue.ALL.stream(), JvmFamilies.FAMILIES.stream()).toList();
  }

  @Test
  void names_inTheCatalogue_areThereOnce() {
    Set<String> names = new HashSet<>();

    assertThat(families()).allSatisfy(family -> assertThat(names.add(family.name())).isTrue());
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
    if (!JvmFamilies.FAMILIES.contains(family)) {
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
    assertThat(Stream.concat(Catalogue.GATEWAY.stream(), SimulatorMetrics.FAMILIES.stream()))
        .filteredOn(family -> !BuildMetrics.FAMILIES.contains(family))
        .allSatisfy(family -> assertThat(family.isClosed()).as(family.name()).isTrue());
  }

  @Test
  void overflow_names_everyFamilyThatHasAFallback() {
    assertThat(EngineMetrics.LABEL_OVERFLOW.labels().get(0).values())
        .containsExactlyInAnyOrderElementsOf(
            families().stream()
                .filter(f -> f.labels().stream().anyMatch(label -> label.fallback() != null))
                .map(Family::name)
                .toList());
  }
}
