package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kycgateway.catalogue.Catalogue;
import io.kycgateway.metrics.Family;
import io.kycgateway.metrics.Label;
import io.kycgateway.metrics.MetricType;
import io.kycgateway.testing.Scrape.Sample;
import io.kycgateway.verification.ModuleName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The invariants 1 to 6 of the metrics contract, held against parsed scrapes. */
public final class Invariants {
  /** The wire names of the five modules. */
  public static final List<String> MODULES =
      Arrays.stream(ModuleName.values()).map(ModuleName::wireName).toList();

  private static final List<Family> OURS =
      Catalogue.GATEWAY.stream().filter(family -> family.type() != MetricType.INFO).toList();

  // Sessions and request ids, addresses, URIs: nothing of the kind is a label value.
  private static final Pattern PERSONAL =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-.*|.*\\d+\\.\\d+\\.\\d+\\.\\d+.*|.*://.*|device-.*");

  private Invariants() {}

  /** Waits until nothing is in flight, then holds all six; returns that scrape. */
  public static Scrape holdAtRest(TestGateway gateway) {
    // Invariant 2; it fails by not coming true.
    Scrape scrape =
        await("nothing in flight")
            .atMost(Duration.ofMinutes(2))
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(20))
            .until(gateway::scrape, Invariants::isAtRest);
    holdWithin(scrape);
    return scrape;
  }

  private static boolean isAtRest(Scrape scrape) {
    return scrape.value("kyc_active_sessions") == 0 && scrape.sum("kyc_module_inflight") == 0;
  }

  /** What holds in every single scrape, under load as at rest: 1 and 3 to 6. */
  public static void holdWithin(Scrape scrape) {
    totalsAgree(scrape);
    bucketsAgree(scrape);
    OURS.forEach(family -> isComplete(scrape, family));
    labelsAreImpersonal(scrape);
  }

  private static void totalsAgree(Scrape scrape) {
    double verifications = scrape.sum("kyc_verifications_total");
    assertThat(scrape.value("kyc_verification_duration_seconds_count"))
        .as("invariant 1: durations")
        .isEqualTo(verifications);
    for (String module : MODULES) {
      assertThat(scrape.sum("kyc_module_calls_total", "module", module))
          .as("calls of %s", module)
          .isEqualTo(verifications);
    }
    assertThat(scrape.value("kyc_active_sessions")).as("active sessions").isNotNegative();
  }

  private static void bucketsAgree(Scrape scrape) {
    scrape
        .types()
        .forEach(
            (family, type) -> {
              if (type.equals("histogram")) {
                bucketsAgree(scrape, family);
              }
            });
  }

  private static void bucketsAgree(Scrape scrape, String family) {
    Map<Map<String, String>, TreeMap<Double, Double>> series = new HashMap<>();
    for (Sample bucket : scrape.samples(family + "_bucket")) {
      Map<String, String> labels = new TreeMap<>(bucket.labels());
      String bound = labels.remove("le");
      series
          .computeIfAbsent(labels, l -> new TreeMap<>())
          .put(
              bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
              bucket.value());
    }
    List<Sample> counts = scrape.samples(family + "_count");
    assertThat(counts).as("a count for each series of %s", family).hasSameSizeAs(series.keySet());
    for (Sample count : counts) {
      TreeMap<Double, Double> buckets = series.get(count.labels());
      assertThat(buckets.get(Double.POSITIVE_INFINITY))
          .as("invariant 4: +Inf of %s%s", family, count.labels())
          .isEqualTo(count.value());
      assertThat(List.copyOf(buckets.values()))
          .as("buckets of %s%s", family, count.labels())
          .isSorted();
    }
  }

  // Gauges that a gateway without a database does not have.
  private static final Set<String> OF_A_DATABASE =
      Set.of(
          "kyc_history_pending",
          "kyc_history_available",
          "kyc_history_purge_last_success_timestamp_seconds");

  private static void isComplete(Scrape scrape, Family family) {
    String sample = family.isDistribution() ? family.name() + "_count" : family.name();
    int expected =
        family.labels().stream()
            .mapToInt(label -> label.values().size())
            .reduce(1, Math::multiplyExact);
    if (OF_A_DATABASE.contains(family.name())
        && OF_A_DATABASE.stream().allMatch(name -> scrape.samples(name).isEmpty())) {
      return;
    }
    assertThat(scrape.samples(sample)).as("invariant 3: series of %s", sample).hasSize(expected);
    assertThat(scrape.helps().get(family.name()))
        .as("invariant 5: HELP of %s", family.name())
        .isEqualTo(family.help());
    assertThat(scrape.types().get(family.name()))
        .as("invariant 5: TYPE of %s", family.name())
        .isEqualToIgnoringCase(family.type().name());
    for (Label label : family.labels()) {
      assertThat(label.values())
          .as("invariant 6: %s of %s", label.name(), sample)
          .containsAll(
              scrape.samples(sample).stream()
                  .map(s -> s.labels().get(label.name()))
                  .collect(Collectors.toSet()));
    }
  }

  private static void labelsAreImpersonal(Scrape scrape) {
    assertThat(
            scrape.samples().stream()
                .filter(s -> !s.name().startsWith("jvm_") && !s.name().equals("kyc_build_info"))
                .filter(s -> s.labels().values().stream().anyMatch(PERSONAL.asMatchPredicate())))
        .as("invariant 6")
        .isEmpty();
  }

  /** What holds between a scrape and a later one: counters and buckets never decrease, 4. */
  public static void holdBetween(Scrape earlier, Scrape later) {
    Map<String, Double> now = new HashMap<>();
    later.samples().forEach(sample -> now.put(key(sample), sample.value()));
    // Thousands of samples many times over: one assertion for all of them.
    List<String> decreased = new ArrayList<>();
    for (Sample before : earlier.samples()) {
      if (isCounted(earlier, before.name())) {
        Double after = now.get(key(before));
        if (after == null || after < before.value()) {
          decreased.add(key(before) + ": " + before.value() + ", then " + after);
        }
      }
    }
    assertThat(decreased).as("invariant 4: what decreased or disappeared").isEmpty();
  }

  private static boolean isCounted(Scrape scrape, String sample) {
    return sample.endsWith("_bucket")
        || sample.endsWith("_count")
        || sample.endsWith("_sum")
        || "counter".equals(scrape.types().get(sample));
  }

  private static String key(Sample sample) {
    return sample.name() + sample.labels();
  }
}
