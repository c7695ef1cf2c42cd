package io.kycgateway.reverify.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kycgateway.reverify.results.ChangedOutcome;
import io.kycgateway.reverify.results.ChangesCsv;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The merged summary for programs, of the same form as a run's {@link SummaryJson}; what belongs to
 * one run is left out.
 */
public final class MergedSummaryJson {
  private static final double MILLIS = 1000;

  private final MergedSummary summary;
  private final Collection<JsonNode> shards;
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();

  private MergedSummaryJson(MergedSummary summary) {
    this.summary = summary;
    this.shards = summary.byShard().values();
  }

  /** The JSON, in UTF-8. */
  public static byte[] of(MergedSummary summary) {
    return SummaryJson.bytes(new MergedSummaryJson(summary).json());
  }

  private ObjectNode json() {
    JsonNode first = shards.iterator().next();
    List<Integer> missing = summary.missing();
    json.put("format", SummaryJson.FORMAT);
    json.put("outcome", summary.code().name().toLowerCase(Locale.ROOT));
    json.put("exit_code", summary.code().status());
    json.set("manifest", first.path("manifest"));
    ObjectNode of = json.putObject("shards");
    of.put("count", summary.shards());
    summary.byShard().keySet().forEach(of.putArray("merged")::add);
    missing.forEach(of.putArray("missing")::add);
    putTimes();
    json.set("simulated", first.path("simulated"));
    ObjectNode records = json.putObject("records");
    records.put("total", sum("records", "total"));
    records.put(
        "total_is_exact",
        missing.isEmpty()
            && shards.stream()
                .allMatch(one -> one.path("records").path("total_is_exact").asBoolean()));
    records.put("settled_by_earlier_runs", sum("records", "settled_by_earlier_runs"));
    TallyJson.put(
        json, records, summary.tally(), new ChangesCsv.Changes(sum("changes", "count"), changes()));
    putParts();
    return json;
  }

  // From the first start to the last end: shards run beside or after each other.
  private void putTimes() {
    Instant start = Instant.MAX;
    Instant end = Instant.MIN;
    for (JsonNode one : shards) {
      Instant started = Instant.parse(one.path("started").asText());
      Instant ended = started.plusMillis(Math.round(one.path("seconds").asDouble() * MILLIS));
      start = started.isBefore(start) ? started : start;
      end = ended.isAfter(end) ? ended : end;
    }
    double seconds = Duration.between(start, end).toMillis() / MILLIS;
    long processed = summary.tally().processed() - sum("records", "settled_by_earlier_runs");
    json.put("started", start.toString());
    json.put("seconds", seconds);
    json.put("records_per_second", seconds <= 0 ? 0 : Math.round(processed / seconds * 10) / 10.0);
  }

  private List<ChangedOutcome> changes() {
    return shards.stream()
        .flatMap(one -> TallyReader.changes(one).stream())
        .limit(Summary.LISTED_CHANGES)
        .toList();
  }

  private void putParts() {
    ArrayNode from = json.putArray("merged_from");
    summary
        .byShard()
        .forEach(
            (index, one) -> {
              ObjectNode part = from.addObject().put("file", String.valueOf(summary.file(index)));
              for (String field :
                  List.of("shard", "outcome", "input", "started", "seconds", "files")) {
                part.set(field, one.path(field));
              }
            });
  }

  private long sum(String object, String field) {
    return shards.stream().mapToLong(one -> one.path(object).path(field).asLong()).sum();
  }
}
