package io.kycgateway.reverify.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.reverify.accuracy.ErrorRate;
import io.kycgateway.reverify.accuracy.GroundTruthTally;
import io.kycgateway.reverify.accuracy.RatedErrorRate;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.accuracy.Transitions;
import io.kycgateway.reverify.results.ChangedOutcome;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import org.HdrHistogram.Histogram;

/**
 * Everything in a {@code summary.json} that is counted, of one run or of several shards; {@link
 * TallyReader} reads it back.
 */
final class TallyJson {
  private static final double MICROS_PER_SECOND = 1e6;

  private TallyJson() {}

  /**
   * Adds all counts to a summary.
   *
   * @param records takes those of the records
   */
  static void put(ObjectNode json, ObjectNode records, Tally tally, ChangesCsv.Changes changes) {
    records.put("done", tally.done());
    records.put("failed", tally.failed());
    records.put("dead_letter", tally.deadLetters());
    if (tally.skipped() > 0) {
      records.put("skipped", tally.skipped());
      ObjectNode skipped = json.putObject("skipped");
      tally.skippedByReason().forEach((reason, count) -> skipped.put(reason.wireName(), count));
    }
    records.put("degraded", tally.degraded());
    records.put("retries", tally.retries());
    ObjectNode outcomes = json.putObject("outcomes");
    for (Status status : Status.values()) {
      outcomes.put(status.wireName(), tally.count(status));
    }
    ObjectNode transitions = json.putObject("transitions");
    for (Transitions.Row row : Transitions.rows(tally)) {
      ObjectNode to = transitions.putObject(row.previous());
      for (Status current : Status.values()) {
        to.put(current.wireName(), row.count(current));
      }
    }
    putChanges(json.putObject("changes"), changes);
    ObjectNode dead = json.putObject("dead_letters");
    tally.deadLettersByReason().forEach((reason, count) -> dead.put(reason.wireName(), count));
    putLatency(json.putObject("latency_seconds"), tally.latency());
    if (tally.hasGroundTruth()) {
      putGroundTruth(json.putObject("ground_truth"), tally);
    }
  }

  private static void putChanges(ObjectNode json, ChangesCsv.Changes changes) {
    json.put("count", changes.count());
    ArrayNode first = json.putArray("first");
    for (ChangedOutcome change : changes.first()) {
      ObjectNode one = first.addObject();
      one.put("id", change.id());
      one.put("before", change.before().wireName());
      one.put("now", change.now().wireName());
      change.reasons().forEach(one.putArray("reasons")::add);
    }
  }

  private static void putLatency(ObjectNode json, Histogram micros) {
    if (micros.getTotalCount() == 0) {
      return;
    }
    json.put("mean", micros.getMean() / MICROS_PER_SECOND);
    for (Quantile quantile : Quantile.ALL) {
      json.put(
          quantile.name(), micros.getValueAtPercentile(quantile.percentile()) / MICROS_PER_SECOND);
    }
    // Quantiles of shards cannot be merged; their histograms can.
    json.put("histogram", LatencyCode.encode(micros));
  }

  private static void putGroundTruth(ObjectNode json, Tally tally) {
    for (RatedErrorRate rate : RatedErrorRate.of(tally)) {
      ObjectNode one = json.putObject(rate.key());
      put(one, rate.rate());
      one.put("objective", rate.objective());
      one.put("shown", rate.rate().shows(rate.objective()));
      one.put("sentence", rate.sentence());
    }
    if (tally.bpcer().hasTrials()) {
      put(json.putObject("bpcer"), tally.bpcer());
    }
    json.put("genuine_in_manual_review", tally.genuineInReview());
    ObjectNode verified = json.putObject("attacks_verified");
    for (AttackType type : AttackType.values()) {
      GroundTruthTally.Attacks attacks = tally.attacks(type);
      if (attacks != null) {
        verified.put(type.wireName(), attacks.verified());
      }
    }
  }

  private static void put(ObjectNode json, ErrorRate rate) {
    json.put("errors", rate.errors());
    json.put("trials", rate.trials());
    json.put("ratio", rate.ratio());
    json.put("lower_bound", rate.lowerBound());
    json.put("upper_bound", rate.upperBound());
  }
}
