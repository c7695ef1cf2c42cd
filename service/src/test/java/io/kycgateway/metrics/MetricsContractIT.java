package io.kycgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.engine.EngineMetrics;
import io.kycgateway.history.HistoryDatabases;
import io.kycgateway.history.HistoryMetrics;
import io.kycgateway.metrics.InheritedFamilies.Inherited;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.Scrape;
import io.kycgateway.testing.Scrape.Sample;
import io.kycgateway.testing.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The live scrape against the catalogue, and against what the replaced gateway exposed. */
class MetricsContractIT {
  // They are not counts of what has happened.
  private static final Set<Family> NOT_ZERO_AT_FIRST =
      Set.of(
          EngineMetrics.SIMULATOR_ENABLED,
          EngineMetrics.ADMISSION_LIMIT,
          EngineMetrics.PROCESS_DELAY,
          HistoryMetrics.AVAILABLE,
          HistoryMetrics.PURGE_LAST_SUCCESS);

  // With a history, so that nothing that can be exposed is missing.
  @RegisterExtension
  static final TestGateway gateway = TestGateway.forClass(HistoryDatabases::embedded);

  private static Scrape first;
  private static Scrape later;

  @BeforeAll
  static void start() throws Exception {
    first = gateway.scrape();
    for (String uri :
        List.of("sim://genuine", "sim://attack/mask", "sim://review", "sim://error/ocr")) {
      assertThat(gateway.verify(Requests.withSelfie(uri)).statusCode()).isIn(200, 502);
    }
    assertThat(gateway.verify("{}").statusCode()).isEqualTo(422);
    // A request is recorded once its answer is out, which its client may see a moment earlier.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              later = gateway.scrape();
              return later.value("http_request_duration_highr_seconds_count") == 5;
            });
  }

  static List<Family> gatewayFamilies() {
    return concat(Catalogue.GATEWAY, DropwizardFamilies.FAMILIES);
  }

  static List<Family> closedFamilies() {
    return gatewayFamilies().stream().filter(Family::isClosed).toList();
  }

  static List<Inherited> inheritedFamilies() {
    return InheritedFamilies.ALL;
  }

  static List<Scrape> scrapes() {
    return List.of(first, later);
  }

  @ParameterizedTest
  @MethodSource("scrapes")
  void families_inTheScrape_areTheCataloguesWithTypeAndHelp(Scrape scrape) {
    Map<String, Family> catalogue = new HashMap<>();
    concat(Catalogue.ALL, JvmFamilies.FAMILIES)
        .forEach(family -> catalogue.put(family.name(), family));

    assertThat(catalogue.keySet()).containsAll(scrape.types().keySet());
    scrape
        .types()
        .forEach(
            (name, type) -> {
              assertThat(type).as(name).isEqualTo(textType(catalogue.get(name)));
              assertThat(scrape.helps().get(name)).as(name).isEqualTo(catalogue.get(name).help());
            });
  }

  @ParameterizedTest
  @MethodSource("gatewayFamilies")
  void family_ofTheGateway_isInTheFirstScrape(Family family) {
    assertThat(first.types()).containsKey(family.name());
  }

  @Test
  void family_ofTheSimulatorOrTheBatch_isNotTheGateways() {
    Set<String> expected = new HashSet<>();
    concat(gatewayFamilies(), JvmFamilies.FAMILIES).forEach(family -> expected.add(family.name()));

    assertThat(expected).containsAll(later.types().keySet());
  }

  @ParameterizedTest
  @MethodSource("scrapes")
  void samples_inTheScrape_haveTheFamilysLabelsAndValues(Scrape scrape) {
    Map<String, Family> byName = new HashMap<>();
    concat(Catalogue.ALL, JvmFamilies.FAMILIES)
        .forEach(family -> byName.put(family.name(), family));
    for (Sample sample : scrape.samples()) {
      Family family = family(byName, sample.name());
      Set<String> names = new TreeSet<>(family.labelNames());
      if (sample.name().equals(family.name() + "_bucket")) {
        names.add("le");
      }
      assertThat(sample.labels().keySet()).as(sample.name()).isEqualTo(names);
      for (Label label : family.labels()) {
        if (label.isClosed()) {
          assertThat(label.values()).as(sample.name()).contains(sample.labels().get(label.name()));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("closedFamilies")
  void series_ofAClosedFamily_allExistInTheFirstScrape(Family family) {
    List<Map<String, String>> expected = combinations(family);
    String name = family.name() + (family.isDistribution() ? "_count" : "");

    assertThat(first.samples(name).stream().map(Sample::labels))
        .containsExactlyInAnyOrderElementsOf(expected);
    if (Catalogue.GATEWAY.contains(family) && !NOT_ZERO_AT_FIRST.contains(family)) {
      assertThat(first.samples(name)).allSatisfy(s -> assertThat(s.value()).isZero());
    }
  }

  @ParameterizedTest
  @MethodSource("gatewayFamilies")
  void histogram_buckets_areExactlyTheCatalogues(Family family) {
    if (family.type() != MetricType.HISTOGRAM) {
      assertThat(first.samples(family.name() + "_bucket")).isEmpty();
      return;
    }
    Set<String> expected = new TreeSet<>(Set.of("+Inf"));
    family.bounds().forEach(bound -> expected.add(bound.toString()));
    for (Map<String, String> labels : combinations(family)) {
      Set<String> found = new TreeSet<>();
      for (Sample bucket : first.samples(family.name() + "_bucket")) {
        Map<String, String> without = new HashMap<>(bucket.labels());
        String le = without.remove("le");
        if (without.equals(labels)) {
          found.add(le);
        }
      }
      assertThat(found).as("%s%s", family.name(), labels).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("inheritedFamilies")
  void family_inherited_isExactlyAsTheReplacedGatewayHadIt(Inherited inherited) {
    String sample =
        inherited.name()
            + (inherited.type().equals("histogram") || inherited.type().equals("summary")
                ? "_count"
                : "");
    assertThat(first.types()).containsEntry(inherited.name(), inherited.type());
    for (String label : inherited.labels()) {
      String[] parts = label.split(": ", 2);
      Set<String> values = new TreeSet<>();
      first.samples(sample).forEach(s -> values.add(s.labels().get(parts[0])));
      if (parts.length == 2) {
        assertThat(values).containsExactlyInAnyOrder(parts[1].split(" ", -1));
      }
      assertThat(values).isNotEmpty();
    }
    assertThat(first.samples(sample))
        .allSatisfy(s -> assertThat(s.labels()).hasSize(inherited.labels().size()));
    if (!inherited.bounds().isEmpty()) {
      List<String> bounds = new ArrayList<>();
      first.samples(inherited.name() + "_bucket").stream()
          .map(s -> s.labels().get("le"))
          .distinct()
          .forEach(bounds::add);
      assertThat(bounds).containsExactly((inherited.bounds() + " +Inf").split(" ", -1));
    } else if (inherited.type().equals("summary")) {
      assertThat(first.samples(inherited.name())).as("no quantiles").isEmpty();
      assertThat(first.samples(inherited.name() + "_sum")).isNotEmpty();
    }
  }

  @Test
  void verifications_ofTheFixture_areInEveryFamilyTheyShouldBe() {
    assertThat(later.sum("kyc_verifications_total")).isEqualTo(4);
    assertThat(later.value("kyc_verification_duration_seconds_count")).isEqualTo(4);
    assertThat(later.value("kyc_verifications_total", "status", "ERROR")).isEqualTo(1);
    assertThat(later.value("kyc_liveness_failures_total", "attack_type", "mask")).isEqualTo(1);
    assertThat(later.value("kyc_active_sessions")).isZero();
    for (String module : ModuleNames.all()) {
      assertThat(later.sum("kyc_module_calls_total", "module", module)).isEqualTo(4);
    }
    assertThat(
            later.value(
                "http_requests_total",
                "handler",
                "/v1/verifications",
                "method",
                "POST",
                "status",
                "2xx"))
        .isEqualTo(3);
    assertThat(
            later.value(
                "http_request_duration_seconds_count",
                "handler",
                "/v1/verifications",
                "method",
                "POST"))
        .isEqualTo(5);
    assertThat(later.value("http_request_size_bytes_sum", "handler", "/v1/verifications"))
        .isGreaterThan(400);
    assertThat(later.value("kyc_simulator_enabled")).isEqualTo(1);
  }

  @Test
  void limit_whileOneVerificationAtATimeIsInFlight_isTheMinimum() {
    int min = PipelineConfiguration.defaults().minConcurrent();

    assertThat(first.value("kyc_admission_limit")).isEqualTo(min);
    assertThat(later.value("kyc_admission_limit")).isEqualTo(min);
  }

  private static List<Family> concat(List<Family> some, List<Family> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static Family family(Map<String, Family> byName, String sample) {
    Family family = byName.get(sample);
    for (String suffix : List.of("_bucket", "_count", "_sum")) {
      if (family == null && sample.endsWith(suffix)) {
        family = byName.get(sample.substring(0, sample.length() - suffix.length()));
        assertThat(family).as(sample).isNotNull();
        assertThat(family.isDistribution()).as(sample).isTrue();
      }
    }
    assertThat(family).as(sample).isNotNull();
    return family;
  }

  private static String textType(Family family) {
    // The text format 0.0.4 has no info.
    return family.type() == MetricType.INFO
        ? "gauge"
        : family.type().name().toLowerCase(Locale.ROOT);
  }

  private static List<Map<String, String>> combinations(Family family) {
    List<Map<String, String>> all = List.of(Map.of());
    for (Label label : family.labels()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> shorter : all) {
        for (String value : label.values()) {
          Map<String, String> one = new HashMap<>(shorter);
          one.put(label.name(), value);
          longer.add(one);
        }
      }
      all = longer;
    }
    return all;
  }
}
