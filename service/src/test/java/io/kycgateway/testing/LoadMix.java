package io.kycgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A random mix of verifications whose every outcome is known in advance. */
public final class LoadMix {
  /** What the client does. */
  public enum Client {
    WAITS,
    /** Sends its request and is gone before the answer. */
    LEAVES,
    /** Is gone before its request is whole. */
    BREAKS_OFF,
    /** Sends what is no JSON. */
    SENDS_GARBAGE;

    /** Whether a verification begins. */
    public boolean isAccepted() {
      return this == WAITS || this == LEAVES;
    }
  }

  /**
   * A kind of verification.
   *
   * @param status as kyc_verifications_total has it
   * @param module the one that fails; empty: none
   * @param outcome how it ends, as kyc_module_calls_total has it
   * @param seen calls of that module that reach it, at least
   * @param weight how often it is drawn
   */
  private record Kind(
      String selfie, String status, String module, String outcome, int seen, int weight) {}

  /** One request. */
  public record Step(Client client, Kind kind) {
    /** What to send as the selfie. */
    public String selfie() {
      return kind.selfie();
    }
  }

  private static final List<Kind> KINDS = kinds();

  private LoadMix() {}

  private static List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    kinds.add(new Kind("sim://genuine", "VERIFIED", "", "", 1, 300));
    kinds.add(new Kind("sim://impostor", "REJECTED", "", "", 1, 60));
    kinds.add(new Kind("sim://review", "MANUAL_REVIEW", "", "", 1, 60));
    for (String attack : List.of("photo", "screen", "mask", "deepfake", "other", "hologram")) {
      kinds.add(new Kind("sim://attack/" + attack, "REJECTED", "", "", 1, 15));
    }
    for (String module : Invariants.MODULES) {
      String status = module.equals("antifraud") ? "MANUAL_REVIEW" : "ERROR";
      kinds.add(new Kind("sim://slow/" + module + "/30", "VERIFIED", "", "", 1, 20));
      for (String fault : List.of("error/%s", "status/%s/404", "garbage/%s", "truncated/%s")) {
        kinds.add(new Kind("sim://" + fault.formatted(module), status, module, "error", 1, 8));
      }
      kinds.add(new Kind("sim://score/" + module + "/1.5", status, module, "error", 1, 8));
      kinds.add(new Kind("sim://empty/" + module, status, module, "error", 1, 8));
      // Tried again.
      kinds.add(new Kind("sim://drop/" + module, status, module, "error", 2, 8));
      kinds.add(new Kind("sim://huge/" + module, status, module, "error", 1, 1));
      kinds.add(new Kind("sim://stall/" + module, status, module, "timeout", 1, 1));
    }
    return List.copyOf(kinds);
  }

  /** As many verifications as told, and further requests that never become one. */
  public static List<Step> of(long seed, int verifications) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> steps = new ArrayList<>();
    for (int accepted = 0; accepted < verifications; ) {
      int draw = random.nextInt(100);
      Client client =
          draw < 82
              ? Client.WAITS
              : draw < 92 ? Client.LEAVES : draw < 96 ? Client.BREAKS_OFF : Client.SENDS_GARBAGE;
      steps.add(new Step(client, draw(random)));
      accepted += client.isAccepted() ? 1 : 0;
    }
    return steps;
  }

  private static Kind draw(SplittableRandom random) {
    int at = random.nextInt(KINDS.stream().mapToInt(Kind::weight).sum());
    for (Kind kind : KINDS) {
      at -= kind.weight();
      if (at < 0) {
        return kind;
      }
    }
    throw new AssertionError("weights");
  }

  /** Verifications by status. */
  public static Map<String, Long> expectedStatuses(List<Step> steps) {
    return count(steps, step -> step.client().isAccepted(), step -> step.kind().status());
  }

  /** Answers by status, or by the code of their problem. */
  public static Map<String, Long> expectedAnswers(List<Step> steps) {
    return count(
        steps,
        step -> step.client() == Client.WAITS || step.client() == Client.SENDS_GARBAGE,
        step ->
            step.client() == Client.SENDS_GARBAGE
                ? "malformed_request"
                : step.kind().status().equals("ERROR") ? "module_failed" : step.kind().status());
  }

  /** Liveness checks that saw an attack of no known type. */
  public static double unknownAttacks(List<Step> steps) {
    return steps.stream()
        .filter(step -> step.client().isAccepted() && step.selfie().endsWith("/hologram"))
        .count();
  }

  private static Map<String, Long> count(
      List<Step> steps, Predicate<Step> which, Function<Step, String> by) {
    return steps.stream()
        .filter(which)
        .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
  }

  /** A family's samples by one label. */
  public static Map<String, Long> counted(Scrape scrape, String family, String label) {
    Map<String, Long> counted = new TreeMap<>();
    scrape
        .samples(family)
        .forEach(s -> counted.merge(s.labels().get(label), (long) s.value(), Long::sum));
    return counted;
  }

  /** Holds each module's numbers against the mix and against what the simulator saw. */
  public static void modulesAgree(Scrape gateway, Scrape simulator, List<Step> steps) {
    List<Kind> accepted =
        steps.stream().filter(s -> s.client().isAccepted()).map(Step::kind).toList();
    for (String module : Invariants.MODULES) {
      for (String outcome : List.of("error", "timeout")) {
        assertThat(calls(gateway, module, outcome))
            .as("%s of %s", outcome, module)
            .isEqualTo(
                count(accepted, k -> k.module().equals(module) && k.outcome().equals(outcome)));
      }
      assertThat(calls(gateway, module, "rejected")).isZero();
      seenAgrees(gateway, simulator, module, accepted);
    }
    assertThat(calls(gateway, "antifraud", "skipped"))
        .isEqualTo(count(accepted, LoadMix::failsEarly));
    assertThat(calls(gateway, "antifraud", "cancelled")).isZero();
    assertThat(calls(gateway, "decision", "skipped"))
        .isEqualTo(count(accepted, LoadMix::failsEarly));
    assertThat(calls(gateway, "decision", "cancelled")).isZero();
    assertThat(gateway.value("kyc_degraded_verifications_total", "module", "antifraud"))
        .isEqualTo(count(accepted, k -> k.module().equals("antifraud")));
  }

  // What was cancelled may or may not have reached the module; all else did, exactly.
  private static void seenAgrees(
      Scrape gateway, Scrape simulator, String module, List<Kind> accepted) {
    double seen = simulator.sum("kyc_simulated_responses_total", "module", module);
    double dropped = count(accepted, k -> k.module().equals(module) && k.seen() == 2);
    double retries = gateway.value("kyc_module_attempts_total", "module", module, "kind", "retry");
    // Each is retried once, and each of its two attempts is sent again if its connection was a
    // kept one.
    assertThat(retries).as("retries of %s", module).isBetween(dropped, 3 * dropped);
    double known =
        calls(gateway, module, "success")
            + calls(gateway, module, "error")
            + calls(gateway, module, "timeout")
            + retries;
    assertThat(seen)
        .as("calls that %s saw", module)
        .isBetween(known, known + calls(gateway, module, "cancelled"));
    assertThat(gateway.value("kyc_module_attempts_total", "module", module, "kind", "first"))
        .as("first attempts at %s", module)
        .isBetween(seen - retries, known - retries + calls(gateway, module, "cancelled"));
  }

  private static boolean failsEarly(Kind kind) {
    return List.of("liveness", "ocr", "face_match").contains(kind.module());
  }

  private static double count(List<Kind> kinds, Predicate<Kind> which) {
    return kinds.stream().filter(which).count();
  }

  private static double calls(Scrape scrape, String module, String outcome) {
    return scrape.value("kyc_module_calls_total", "module", module, "outcome", outcome);
  }
}
