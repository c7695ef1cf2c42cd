package io.kycgateway.reverify.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.metrics.Family;
import io.kycgateway.testing.FamilyHolders;
import io.kycgateway.testing.FreshClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchCatalogueTest {
  static List<String> holders() {
    return FamilyHolders.in(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kycgateway.reverify"));
  }

  @ParameterizedTest
  @MethodSource("holders")
  void holder_initialisedFirst_hasItsFamilies(String holder) {
    assertThatCode(() -> FreshClassLoader.initialise(holder)).doesNotThrowAnyException();
  }

  @Test
  void families_ofTheBatch_areThePipelinesAndItsOwn() {
    List<Family> families = BatchCatalogue.FAMILIES;

    assertThat(families).doesNotHaveDuplicates().containsAll(EngineMetrics.FAMILIES);
    assertThat(families.stream().filter(family -> !EngineMetrics.FAMILIES.contains(family)))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(Catalogue.ALL)
        .allSatisfy(
            family -> {
              assertThat(family.name()).matches("kyc_[a-z_]+");
              assertThat(family.help()).endsWith(".");
              assertThat(family.isClosed()).isTrue();
            });
  }
}
