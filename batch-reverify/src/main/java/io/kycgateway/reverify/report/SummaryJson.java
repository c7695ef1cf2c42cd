package io.kycgateway.reverify.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The summary for programs: {@code summary.json}. */
public final class SummaryJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Changes when a summary can no longer be merged with those of before. */
  static final String FORMAT = "kyc-reverification-summary/1";

  private SummaryJson() {}

  public static byte[] of(Summary summary) {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT);
    json.put("outcome", summary.code().name().toLowerCase(Locale.ROOT));
    json.put("exit_code", summary.code().status());
    summary.stopCause().ifPresent(cause -> json.put("stopped_by", cause));
    json.put("input", summary.input());
    json.put("manifest", summary.manifest());
    json.put("shard", summary.shard().toString());
    json.put("started", summary.started().toString());
    json.put("seconds", summary.took().toMillis() / 1000.0);
    json.put("records_per_second", Math.round(summary.recordsPerSecond() * 10) / 10.0);
    json.put("simulated", summary.isSimulated());
    ObjectNode records = json.putObject("records");
    records.put("total", summary.total());
    records.put("total_is_exact", summary.isTotalExact());
    records.put("settled_by_earlier_runs", summary.processedBefore());
    TallyJson.put(json, records, summary.tally(), summary.changes());
    putFiles(json, summary);
    return bytes(json);
  }

  private static void putFiles(ObjectNode json, Summary summary) {
    ObjectNode files = json.putObject("files");
    summary
        .files()
        .ifPresent(
            written -> {
              files.put("results", written.output().toString());
              files.put("dead_letters", written.deadLetters().toString());
              files.put("changes", written.changes().toString());
              files.put("report", written.report().toString());
            });
    ObjectNode push = json.putObject("push");
    push.put("target", summary.pushing().target().orElse(null));
    push.put("last_arrived", summary.pushing().isLastPushed());
    push.put("failures", summary.pushing().failures());
    summary.pushing().lastFailure().ifPresent(failure -> push.put("last_failure", failure));
  }

  static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
