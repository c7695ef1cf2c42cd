package io.kycgateway;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kycgateway.command.ApiKeyCommand;
import io.kycgateway.command.GatewayCheckCommand;
import io.kycgateway.testing.ArchitectureRules;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps the packages apart; folders alone do not. */
class ArchitectureTest {
  private static final String ROOT = "io.kycgateway";
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);
  private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);

  /** For each package, the packages of ours that it may import. A new package is entered here. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      new TreeMap<>(
          Map.ofEntries(
              entry("common", Set.of()),
              entry("json", Set.of()),
              entry("startup", Set.of()),
              entry("address", Set.of()),
              entry("admission", Set.of("common")),
              entry("connectors", Set.of()),
              entry("verification", Set.of("common")),
              entry("metrics", Set.of("common", "verification")),
              entry("tracing", Set.of("startup", "verification")),
              entry("secrets", Set.of("common", "startup")),
              entry("store", Set.of("common", "secrets", "startup")),
              entry(
                  "ratelimit", Set.of("address", "common", "http", "metrics", "secrets", "store")),
              entry("idempotency", Set.of("common", "metrics", "secrets", "store")),
              entry("modules", Set.of("common", "json", "metrics", "verification")),
              entry("modules.http", Set.of("common", "metrics", "modules", "verification")),
              entry(
                  "pipeline", Set.of("admission", "common", "metrics", "modules", "verification")),
              entry("exposition", Set.of("metrics")),
              entry("history.record", Set.of("common", "secrets", "startup", "verification")),
              entry(
                  "history.database",
                  Set.of("history.record", "secrets", "startup", "verification")),
              entry(
                  "history",
                  Set.of(
                      "common",
                      "history.database",
                      "history.record",
                      "metrics",
                      "modules",
                      "pipeline",
                      "verification")),
              entry(
                  "api.history",
                  Set.of(
                      "address",
                      "api",
                      "api.auth",
                      "common",
                      "history",
                      "history.database",
                      "history.record",
                      "http",
                      "problem",
                      "ratelimit",
                      "secrets",
                      "verification")),
              entry("api.openapi", Set.of("http", "secrets")),
              entry(
                  "api.auth",
                  Set.of(
                      "address",
                      "http",
                      "json",
                      "metrics",
                      "problem",
                      "ratelimit",
                      "secrets",
                      "startup")),
              entry("simulator", Set.of("common", "exposition", "json", "metrics", "verification")),
              entry("health", Set.of("pipeline")),
              entry("logging", Set.of("startup")),
              entry("http", Set.of("address", "common", "logging", "metrics", "verification")),
              entry("problem", Set.of("connectors", "http", "verification")),
              entry("admin", Set.of("metrics", "ratelimit", "secrets", "startup")),
              entry(
                  "api",
                  Set.of(
                      "address",
                      "api.auth",
                      "common",
                      "connectors",
                      "history",
                      "http",
                      "idempotency",
                      "json",
                      "metrics",
                      "modules",
                      "pipeline",
                      "problem",
                      "ratelimit",
                      "secrets",
                      "verification")),
              entry(
                  "catalogue",
                  Set.of(
                      "admin",
                      "api.auth",
                      "engine",
                      "history",
                      "http",
                      "idempotency",
                      "metrics",
                      "ratelimit",
                      "simulator")),
              entry(
                  "config",
                  Set.of(
                      "address",
                      "admin",
                      "api",
                      "api.auth",
                      "connectors",
                      "engine",
                      "history.database",
                      "history.record",
                      "idempotency",
                      "metrics",
                      "modules",
                      "modules.http",
                      "pipeline",
                      "ratelimit",
                      "secrets",
                      "simulator",
                      "startup",
                      "store",
                      "tracing",
                      "warmup")),
              entry(
                  "warmup",
                  Set.of(
                      "address",
                      "api",
                      "api.auth",
                      "catalogue",
                      "common",
                      "connectors",
                      "engine",
                      "exposition",
                      "http",
                      "idempotency",
                      "json",
                      "metrics",
                      "modules",
                      "modules.http",
                      "pipeline",
                      "ratelimit",
                      "secrets",
                      "simulator",
                      "verification")),
              entry(
                  "engine",
                  Set.of(
                      "admission",
                      "common",
                      "metrics",
                      "modules",
                      "modules.http",
                      "pipeline",
                      "simulator",
                      "startup",
                      "verification")),
              entry(
                  "command",
                  Set.of(
                      "api.auth",
                      "common",
                      "config",
                      "engine",
                      "history.database",
                      "logging",
                      "simulator",
                      "startup",
                      "verification"))));

  static Set<String> packages() {
    return MAY_IMPORT.keySet();
  }

  /** The table, in the order of its packages' names, for the page that shows it. */
  static Map<String, Set<String>> mayImport() {
    return MAY_IMPORT;
  }

  @Test
  void packages_all_areEnteredInTheTable() {
    assertThat(
            MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toSet()))
        .isEqualTo(packages());
  }

  @Test
  void packages_ofThisProject_haveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_imports_onlyWhatItMay(String name) {
    ArchitectureRules.imports(name, MAY_IMPORT.get(name)).check(MAIN);
  }

  @Test
  void serverLibraries_areUsed_onlyAtTheEdges() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT,
            ROOT + ".connectors",
            ROOT + ".admin",
            ROOT + ".api",
            ROOT + ".api.auth",
            ROOT + ".api.history",
            ROOT + ".api.openapi",
            ROOT + ".command",
            ROOT + ".config",
            ROOT + ".health",
            ROOT + ".http",
            ROOT + ".problem",
            ROOT + ".simulator",
            ROOT + ".startup",
            ROOT + ".warmup")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.eclipse.jetty..",
            "jakarta.servlet..",
            "jakarta.ws.rs..",
            "org.glassfish.jersey..",
            "io.dropwizard.core..",
            "io.dropwizard.jetty..",
            "io.dropwizard.jersey..",
            "io.dropwizard.lifecycle..",
            "io.dropwizard.servlets..",
            "io.dropwizard.auth..")
        .check(MAIN);
  }

  @Test
  void httpClientLibrary_isUsed_byModuleCallsOverHttpAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".modules.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hc..", "io.dropwizard.client..")
        .check(MAIN);
  }

  @Test
  void openTelemetry_isUsed_byThePackageOfTracesAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".tracing")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.opentelemetry..")
        .check(MAIN);
  }

  @Test
  void databaseLibraries_areUsed_byTheDatabasesPackageAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".history.database", ROOT + ".command")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.jdbi..", "liquibase..", "org.postgresql..", "org.h2..", "io.dropwizard.db..")
        .check(MAIN);
  }

  @Test
  void standardStreams_areUsed_byCommandsWhoseOutputIsTheirResult() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(ApiKeyCommand.class, GatewayCheckCommand.class)
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
  void types_named_sayWhatTheyAre() {
    ArchitectureRules.NAMES_SAY_WHAT_TYPES_ARE.check(ALL);
  }

  @Test
  void classes_ofThisProject_areFinalOrClosedByTheirKind() {
    ArchitectureRules.CLOSED_FOR_INHERITANCE.check(MAIN);
  }

  @Test
  void rules_withoutTheirExceptions_findWhatIsExcepted() {
    // The same conditions where they must bite: a rule that sees nothing would always pass.
    assertThat(noClasses().should(ACCESS_STANDARD_STREAMS).evaluate(MAIN).hasViolation()).isTrue();
    assertThat(
            noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.servlet..")
                .evaluate(MAIN)
                .hasViolation())
        .isTrue();
    assertThat(
            noClasses().should(callMethod(Thread.class, "interrupt")).evaluate(ALL).hasViolation())
        .isTrue();
    assertThat(ArchitectureRules.CLOSED_FOR_INHERITANCE.evaluate(ALL).hasViolation()).isTrue();
    assertThat(ArchitectureRules.NO_DEFAULT_LOCALE.evaluate(ALL).hasViolation()).isTrue();
    assertThat(ArchitectureRules.imports("http", Set.of()).evaluate(MAIN).hasViolation()).isTrue();
  }
}
