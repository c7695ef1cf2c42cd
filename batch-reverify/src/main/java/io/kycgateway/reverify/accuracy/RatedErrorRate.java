package io.kycgateway.reverify.accuracy;

import io.kycgateway.verification.AttackType;
import java.util.ArrayList;
import java.util.List;

/**
 * An error rate with its name, objective and sentence.
 *
 * @param key in summary.json
 */
public record RatedErrorRate(
    String key, String name, ErrorRate rate, double objective, String sentence) {

  /** The rates with at least one trial. */
  public static List<RatedErrorRate> of(Tally tally) {
    List<RatedErrorRate> rates = new ArrayList<>();
    add(
        rates,
        "far",
        "FAR",
        "false accepts",
        "impostor trials",
        tally.far(),
        AccuracyObjectives.FAR);
    add(
        rates,
        "frr",
        "FRR",
        "false rejects",
        "genuine trials",
        tally.frr(),
        AccuracyObjectives.FRR);
    for (AttackType type : AttackType.values()) {
      GroundTruthTally.Attacks attacks = tally.attacks(type);
      if (attacks != null) {
        add(
            rates,
            "apcer_" + type.wireName(),
            "APCER " + type.wireName(),
            "missed",
            type.wireName() + " attacks",
            attacks.apcer(),
            AccuracyObjectives.APCER);
      }
    }
    return rates;
  }

  private static void add(
      List<RatedErrorRate> rates,
      String key,
      String name,
      String errors,
      String trials,
      ErrorRate rate,
      double objective) {
    if (rate.hasTrials()) {
      rates.add(
          new RatedErrorRate(
              key, name, rate, objective, RateSentence.of(name, errors, trials, rate, objective)));
    }
  }
}
