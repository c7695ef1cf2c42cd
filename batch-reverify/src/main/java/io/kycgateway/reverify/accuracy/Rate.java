package io.kycgateway.reverify.accuracy;

import io.kycgateway.verification.AttackType;


import java.util.ArrayList;
import java.util.List;

/**
 * An error rate with the words and the objective that belong to it.
 *
 * @param key in summary.json
 */
public record Rate(String key, String name, ErrorRate rate, double objective, String sentence) {

  /** The rates that a run has trials of. */
  public static List<Rate> of(Tally tally) {
    List<Rate> rates = new ArrayList<>();
    add(rates, "far", "FAR", "false accepts", "impostor trials", tally.far(), Objectives.FAR);
    add(rates, "frr", "FRR", "false rejects", "genuine trials", tally.frr(), Objectives.FRR);
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
            Objectives.APCER);
      }
    }
    return rates;
  }

  private static void add(
      List<Rate> rates,
      String key,
      String name,
      String errors,
      String trials,
      ErrorRate rate,
      double objective) {
    if (rate.hasTrials()) {
      rates.add(
          new Rate(key, name, rate, objective, Verdict.of(name, errors, trials, rate, objective)));
    }
  }
}
