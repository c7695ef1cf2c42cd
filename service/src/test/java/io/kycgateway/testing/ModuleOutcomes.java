package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kycgateway.testing.Scrape.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How the modules of one verification ended, read from the scrapes before and after it. */
public final class ModuleOutcomes {
  private ModuleOutcomes() {}

  /** The one outcome of each module. */
  public static Map<String, String> between(Scrape before, Scrape after) {
    Map<String, String> outcomes = new HashMap<>();
    for (Sample sample : after.samples("kyc_module_calls_total")) {
      String module = sample.labels().get("module");
      String outcome = sample.labels().get("outcome");
      double more =
          sample.value()
              - before.value("kyc_module_calls_total", "module", module, "outcome", outcome);
      if (more > 0) {
        assertThat(more).as("%s of %s", outcome, module).isEqualTo(1);
        assertThat(outcomes.put(module, outcome)).as("another outcome of %s", module).isNull();
      }
    }
    assertThat(outcomes.keySet())
        .as("modules")
        .containsExactlyInAnyOrderElementsOf(Invariants.MODULES);
    return outcomes;
  }

  /** The statuses that were counted. */
  public static Map<String, Double> statuses(Scrape before, Scrape after) {
    Map<String, Double> statuses = new HashMap<>();
    for (Sample sample : after.samples("kyc_verifications_total")) {
      String status = sample.labels().get("status");
      double more = sample.value() - before.value("kyc_verifications_total", "status", status);
      if (more != 0) {
        statuses.put(status, more);
      }
    }
    return statuses;
  }

  /**
   * What the default graph makes of one required module that ends that way while the others are
   * well: its siblings may have answered or been cancelled, what comes after them never begins.
   */
  public static Consumer<Map<String, String>> ended(String module, String outcome) {
    List<String> first = List.of("liveness", "ocr", "face_match");
    return outcomes -> {
      assertThat(outcomes).containsEntry(module, outcome);
      for (String other : Invariants.MODULES) {
        if (!other.equals(module)) {
          assertThat(outcomes.get(other))
              .as(other)
              .isIn(
                  module.equals("decision")
                      ? List.of("success")
                      : first.contains(other)
                          ? List.of("success", "cancelled", "skipped")
                          : List.of("skipped"));
        }
      }
    };
  }
}
