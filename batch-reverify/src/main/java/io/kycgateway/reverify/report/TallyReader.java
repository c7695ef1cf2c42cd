package io.kycgateway.reverify.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.kycgateway.reverify.accuracy.ErrorRate;
import io.kycgateway.reverify.accuracy.GroundTruthTally;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.accuracy.Transitions;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.results.ChangedOutcome;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads back from a {@code summary.json} what {@link TallyJson} wrote. */
final class TallyReader {
  private TallyReader() {}

  /** Adds the counts of a summary. */
  static void add(JsonNode json, Tally tally) {
    addCounts(json, tally);
    addGroundTruth(json.path("ground_truth"), tally);
  }

  private static void addCounts(JsonNode json, Tally tally) {
    JsonNode records = json.path("records");
    tally.addCounts(
        records.path("done").asLong(),
        records.path("failed").asLong(),
        records.path("degraded").asLong(),
        records.path("retries").asLong());
    for (Transitions.Row row : Transitions.rows(tally)) {
      JsonNode from = json.path("transitions").path(row.previous());
      for (Status current : Status.values()) {
        tally.addTransitions(row.status(), current, from.path(current.wireName()).asLong());
      }
    }
    json.path("dead_letters")
        .properties()
        .forEach(
            entry ->
                tally.addDeadLetters(
                    DeadLetterReason.valueOf(entry.getKey().toUpperCase(Locale.ROOT)),
                    entry.getValue().asLong()));
    String histogram = json.path("latency_seconds").path("histogram").textValue();
    if (histogram != null) {
      tally.addLatency(LatencyCode.decode(histogram));
    }
  }

  private static void addGroundTruth(JsonNode json, Tally tally) {
    tally.addGroundTruth(
        rate(json.path("far")),
        rate(json.path("frr")),
        rate(json.path("bpcer")),
        json.path("genuine_in_manual_review").asInt());
    for (AttackType type : AttackType.values()) {
      ErrorRate apcer = rate(json.path("apcer_" + type.wireName()));
      if (apcer.hasTrials()) {
        tally.addAttacks(
            type,
            new GroundTruthTally.Attacks(
                apcer.trials(),
                apcer.errors(),
                json.path("attacks_verified").path(type.wireName()).asInt()));
      }
    }
  }

  private static ErrorRate rate(JsonNode json) {
    return new ErrorRate(json.path("errors").asInt(), json.path("trials").asInt());
  }

  /** The changed outcomes that a summary lists. */
  static List<ChangedOutcome> changes(JsonNode json) {
    List<ChangedOutcome> changes = new ArrayList<>();
    for (JsonNode change : json.path("changes").path("first")) {
      List<String> reasons = new ArrayList<>();
      change.path("reasons").forEach(reason -> reasons.add(reason.asText()));
      changes.add(
          new ChangedOutcome(
              change.path("id").asText(),
              Status.valueOf(change.path("before").asText()),
              Status.valueOf(change.path("now").asText()),
              reasons));
    }
    return changes;
  }
}
