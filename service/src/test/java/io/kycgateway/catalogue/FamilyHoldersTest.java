package io.kycgateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kycgateway.http.HttpMetrics;
import io.kycgateway.testing.FamilyHolders;
import io.kycgateway.testing.FreshClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The classes that hold metric families can be initialised in any order. */
class FamilyHoldersTest {
  static List<String> holders() {
    return FamilyHolders.in(
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kycgateway"));
  }

  @Test
  void holders_ofTheService_areFound() {
    assertThat(holders())
        .contains(Catalogue.class.getName(), HttpMetrics.class.getName())
        .hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("holders")
  void holder_initialisedFirst_hasItsFamilies(String holder) {
    assertThatCode(() -> FreshClassLoader.initialise(holder)).doesNotThrowAnyException();
  }
}
