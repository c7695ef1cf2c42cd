package io.kycgateway.reverify;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kycgateway.testing.ArchitectureRules;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependency rules of the batch: between its packages, and on the packages of the service. */
class ArchitectureTest {
  private static final String SERVICE = "io.kycgateway";
  private static final String ROOT = "io.kycgateway.reverify";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);
  private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);

  /**
   * For each package of the batch (the first is its root), the packages under {@code io.kycgateway}
   * that it may import. A new package is entered here.
   */
  private static final Map<String, Set<String>> MAY_IMPORT =
      new TreeMap<>(
          Map.ofEntries(
              entry(
                  "reverify",
                  Set.of(
                      "engine",
                      "exposition",
                      "history",
                      "history.database",
                      "logging",
                      "metrics",
                      "modules",
                      "modules.http",
                      "pipeline",
                      "reverify.accuracy",
                      "reverify.files",
                      "reverify.history",
                      "reverify.history.database",
                      "reverify.history.report",
                      "reverify.manifest",
                      "reverify.progress",
                      "reverify.push",
                      "reverify.report",
                      "reverify.results",
                      "reverify.run",
                      "simulator",
                      "startup",
                      "tracing",
                      "verification")),
              entry("reverify.files", Set.of("startup")),
              entry(
                  "reverify.manifest",
                  Set.of("common", "json", "reverify.files", "startup", "verification")),
              entry(
                  "reverify.results",
                  Set.of(
                      "common",
                      "json",
                      "pipeline",
                      "reverify.files",
                      "reverify.manifest",
                      "startup",
                      "verification")),
              entry(
                  "reverify.accuracy",
                  Set.of(
                      "common",
                      "reverify.manifest",
                      "reverify.results",
                      "startup",
                      "verification")),
              entry(
                  "reverify.history.database",
                  Set.of(
                      "common",
                      "history",
                      "history.database",
                      "history.record",
                      "pipeline",
                      "reverify.manifest",
                      "reverify.results",
                      "startup",
                      "verification")),
              entry(
                  "reverify.history",
                  Set.of(
                      "common",
                      "history.database",
                      "history.record",
                      "metrics",
                      "reverify.files",
                      "reverify.history.database",
                      "reverify.manifest",
                      "reverify.results",
                      "secrets",
                      "startup",
                      "verification")),
              entry(
                  "reverify.history.report",
                  Set.of(
                      "common",
                      "history.record",
                      "pipeline",
                      "reverify.accuracy",
                      "reverify.files",
                      "reverify.history",
                      "reverify.history.database",
                      "reverify.manifest",
                      "reverify.report",
                      "reverify.results",
                      "startup",
                      "verification")),
              entry(
                  "reverify.run",
                  Set.of(
                      "common",
                      "modules",
                      "pipeline",
                      "reverify.manifest",
                      "reverify.results",
                      "startup",
                      "verification")),
              entry(
                  "reverify.push",
                  Set.of(
                      "common",
                      "engine",
                      "exposition",
                      "metrics",
                      "pipeline",
                      "reverify.accuracy",
                      "reverify.files",
                      "reverify.history",
                      "reverify.history.database",
                      "reverify.manifest",
                      "reverify.results",
                      "secrets",
                      "startup",
                      "verification")),
              entry(
                  "reverify.progress",
                  Set.of(
                      "common",
                      "reverify.accuracy",
                      "reverify.manifest",
                      "startup",
                      "verification")),
              entry(
                  "reverify.report",
                  Set.of(
                      "reverify.accuracy",
                      "reverify.files",
                      "reverify.manifest",
                      "reverify.progress",
                      "reverify.results",
                      "startup",
                      "verification"))));

  static Set<String> packages() {
    return MAY_IMPORT.keySet();
  }

  @Test
  void packages_all_areEnteredInTheTable() {
    assertThat(
            MAIN.stream()
                .map(type -> type.getPackageName().substring(SERVICE.length() + 1))
                .collect(Collectors.toSet()))
        .isEqualTo(packages());
  }

  @Test
  void packages_ofTheBatch_haveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_imports_onlyWhatItMay(String name) {
    ArchitectureRules.imports(name, MAY_IMPORT.get(name)).check(MAIN);
  }

  @Test
  void serverAndItsStore_areUsed_nowhere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.eclipse.jetty..",
            "jakarta.servlet..",
            "jakarta.ws.rs..",
            "org.glassfish.jersey..",
            "io.lettuce..",
            "io.netty..",
            "reactor..",
            "org.reactivestreams..",
            "io.github.bucket4j.redis..",
            "io.github.bucket4j.distributed..")
        .check(MAIN);
  }

  @Test
  void databaseLibraries_areUsed_byTheHistorysPackagesAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".history.database")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".history.HistorySource")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.jdbi..", "liquibase..", "org.postgresql..", "org.h2..", "io.dropwizard.db..")
        .check(MAIN);
  }

  @Test
  void dropwizardCore_isUsed_byTheRootAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.dropwizard.core..", "net.sourceforge.argparse4j..")
        .check(MAIN);
  }

  @Test
  void standardStreams_areUsed_byTheCommandsAlone() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(
            LabelsCommand.class, ReverifyCommand.class, RunsCommand.class, SummaryCommand.class)
        .should(ACCESS_STANDARD_STREAMS)
        .check(MAIN);
  }

  @Test
  void javaUtilLogging_isUsed_nowhere() {
    noClasses().should(USE_JAVA_UTIL_LOGGING).check(ALL);
  }

  @Test
  void defaultLocale_isUsed_nowhere() {
    ArchitectureRules.NO_DEFAULT_LOCALE.check(MAIN);
  }

  @Test
  void sleep_isCalled_neitherInCodeNorInTests() {
    ArchitectureRules.NO_SLEEP.check(ALL);
  }

  @Test
  void types_names_sayWhatTheyAre() {
    ArchitectureRules.NAMES_SAY_WHAT_TYPES_ARE.check(ALL);
  }

  @Test
  void classes_ofTheBatch_areFinalOrClosedByTheirKind() {
    ArchitectureRules.CLOSED_FOR_INHERITANCE.check(MAIN);
  }

  @Test
  void rules_withoutTheirExceptions_findWhatIsExcepted() {
    // A rule that matches nothing would always pass: each kind must find its known exceptions.
    assertThat(noClasses().should(ACCESS_STANDARD_STREAMS).evaluate(MAIN).hasViolation()).isTrue();
    assertThat(
            noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dropwizard.core..")
                .evaluate(MAIN)
                .hasViolation())
        .isTrue();
    assertThat(
            noClasses().should(callMethod(Thread.class, "interrupt")).evaluate(ALL).hasViolation())
        .isTrue();
    assertThat(
            ArchitectureRules.imports("reverify.report", Set.of("verification"))
                .evaluate(MAIN)
                .hasViolation())
        .isTrue();
    assertThat(ArchitectureRules.CLOSED_FOR_INHERITANCE.evaluate(ALL).hasViolation()).isTrue();
    assertThat(ArchitectureRules.NO_DEFAULT_LOCALE.evaluate(ALL).hasViolation()).isTrue();
  }
}
