package io.kycgateway.reverify.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.reverify.accuracy.ErrorRate;
import io.kycgateway.reverify.accuracy.GroundTruthTally;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.accuracy.Transitions;
import io.kycgateway.reverify.manifest.DeadLetterReason;
import io.kycgateway.reverify.manifest.FileErrors;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.reverify.results.ChangedOutcome;
import io.kycgateway.reverify.results.ChangesCsv;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.AttackType;
import io.kycgateway.verification.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of a manifest's shards as one. Counts add up, histograms too, so quantiles are
 * those of all records; error rates are computed anew from their errors and trials.
 */
public final class MergedSummary {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double MILLIS = 1000;

  private final Tally tally = new Tally();
  private final Map<Integer, JsonNode> byShard = new TreeMap<>();
  private final Map<Integer, Path> files = new TreeMap<>();
  private @Nullable JsonNode first;
  private @Nullable Path firstFile;
  private int shards;

  private MergedSummary() {}

  /**
   * Reads and merges.
   *
   * @throws StartupException names the file that cannot be merged with the others, and why
   */
  public static MergedSummary of(List<Path> summaries) throws StartupException {
    MergedSummary merged = new MergedSummary();
    for (Path file : summaries) {
      try {
        merged.add(file, JSON.readTree(Files.readAllBytes(file)));
      } catch (com.fasterxml.jackson.core.JacksonException | IllegalArgumentException e) {
        throw new StartupException(file + " is not a summary");
      } catch (IOException e) {
        throw new StartupException(file + " cannot be read: " + FileErrors.reason(e));
      }
    }
    return merged;
  }

  private void add(Path file, JsonNode json) throws StartupException {
    if (!SummaryJson.FORMAT.equals(json.path("format").asText())) {
      throw new StartupException(file + " is not of the format " + SummaryJson.FORMAT);
    }
    if (json.path("shard").asText().isEmpty()) {
      throw new StartupException(file + " is merged already");
    }
    Shard shard = Shard.of(json.path("shard").asText(), Map.of());
    if (first == null) {
      first = json;
      firstFile = file;
      shards = shard.count();
    }
    requireSame(file, json, first, "manifest", "another manifest");
    requireSame(file, json, first, "simulated", "other modules (simulated or real)");
    if (shard.count() != shards) {
      throw new StartupException(
          file + " is of " + shard.count() + " shards and " + firstFile + " of " + shards);
    }
    int index = shard.index();
    Path other = files.put(index, file);
    if (other != null) {
      throw new StartupException(other + " and " + file + " are both of shard " + index);
    }
    byShard.put(index, json);
    addCounts(json);
    addGroundTruth(json.path("ground_truth"));
  }

  private List<ChangedOutcome> changes() {
    List<ChangedOutcome> changes = new ArrayList<>();
    for (JsonNode json : byShard.values()) {
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
    }
    return changes.subList(0, Math.min(changes.size(), Summary.LISTED_CHANGES));
  }

  private void requireSame(Path file, JsonNode json, JsonNode expected, String field, String what)
      throws StartupException {
    if (!json.path(field).equals(expected.path(field))) {
      throw new StartupException(file + " is of " + what + " than " + firstFile);
    }
  }

  private void addCounts(JsonNode json) {
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

  private void addGroundTruth(JsonNode json) {
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

  /** Indices of the shards whose summary is not there. */
  public List<Integer> missing() {
    List<Integer> missing = new ArrayList<>();
    for (int index = 0; index < shards; index++) {
      if (!byShard.containsKey(index)) {
        missing.add(index);
      }
    }
    return missing;
  }

  /** In one line, for the terminal. */
  public String headline() {
    return byShard.size()
        + " of "
        + shards
        + " shards merged"
        + (missing().isEmpty() ? "" : "; missing: " + missing());
  }

  /** The worst of the shards; a missing one was not completed. */
  private ExitCode code() {
    int worst = missing().isEmpty() ? ExitCode.COMPLETE.status() : ExitCode.STOPPED.status();
    for (JsonNode json : byShard.values()) {
      worst = Math.max(worst, json.path("exit_code").asInt());
    }
    for (ExitCode code : ExitCode.values()) {
      if (code.status() == worst) {
        return code;
      }
    }
    throw new IllegalArgumentException("unknown exit code");
  }

  /** The merged summary, of the same form as a run's; what belongs to one run is left out. */
  public byte[] json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", SummaryJson.FORMAT);
    json.put("outcome", code().name().toLowerCase(Locale.ROOT));
    json.put("exit_code", code().status());
    json.set("manifest", byShard.values().iterator().next().path("manifest"));
    ObjectNode of = json.putObject("shards");
    of.put("count", shards);
    byShard.keySet().forEach(of.putArray("merged")::add);
    missing().forEach(of.putArray("missing")::add);
    putTimes(json);
    json.set("simulated", byShard.values().iterator().next().path("simulated"));
    ObjectNode records = json.putObject("records");
    records.put("total", sum("records", "total"));
    records.put(
        "total_is_exact",
        missing().isEmpty()
            && byShard.values().stream()
                .allMatch(one -> one.path("records").path("total_is_exact").asBoolean()));
    records.put("settled_by_earlier_runs", sum("records", "settled_by_earlier_runs"));
    SummaryJson.putCounts(
        json, records, tally, new ChangesCsv.Changes(sum("changes", "count"), changes()));
    ArrayNode from = json.putArray("merged_from");
    byShard.forEach(
        (index, one) -> {
          ObjectNode part = from.addObject().put("file", String.valueOf(files.get(index)));
          for (String field : List.of("shard", "outcome", "input", "started", "seconds", "files")) {
            part.set(field, one.path(field));
          }
        });
    return SummaryJson.bytes(json);
  }

  // From the first start to the last end: shards run beside or after each other.
  private void putTimes(ObjectNode json) {
    Instant start = Instant.MAX;
    Instant end = Instant.MIN;
    for (JsonNode one : byShard.values()) {
      Instant started = Instant.parse(one.path("started").asText());
      Instant ended = started.plusMillis(Math.round(one.path("seconds").asDouble() * MILLIS));
      start = started.isBefore(start) ? started : start;
      end = ended.isAfter(end) ? ended : end;
    }
    double seconds = Duration.between(start, end).toMillis() / MILLIS;
    long processed = tally.processed() - sum("records", "settled_by_earlier_runs");
    json.put("started", start.toString());
    json.put("seconds", seconds);
    json.put("records_per_second", seconds <= 0 ? 0 : Math.round(processed / seconds * 10) / 10.0);
  }

  private long sum(String object, String field) {
    return byShard.values().stream().mapToLong(one -> one.path(object).path(field).asLong()).sum();
  }
}
