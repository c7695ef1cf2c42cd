package io.kycgateway.reverify.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.metrics.Family;
import io.kycgateway.reverify.manifest.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of this job's that a Pushgateway holds.
 *
 * @param shard null: of a run that was not sharded
 * @param times when its runs ended, by family name
 */
record PushedGroup(@Nullable String shard, Map<String, Double> times) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int OK = 200;

  /**
   * The groups that there are. Groups with labels that this job does not set are somebody else's
   * and left out.
   *
   * @throws IOException if the Pushgateway does not tell
   */
  static List<PushedGroup> list(PushTarget target) throws IOException {
    HttpURLConnection connection = target.get("/api/v1/metrics");
    try {
      int status = connection.getResponseCode();
      if (status != OK) {
        throw new IOException("GET /api/v1/metrics: status " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return parse(JSON.readTree(in));
      }
    } finally {
      connection.disconnect();
    }
  }

  static List<PushedGroup> parse(JsonNode answer) {
    List<PushedGroup> groups = new ArrayList<>();
    for (JsonNode group : answer.path("data")) {
      JsonNode labels = group.path("labels");
      String shard = labels.path(PushTarget.SHARD).textValue();
      boolean isOurs =
          PushTarget.JOB.equals(labels.path("job").asText())
              && labels.size() == (shard == null ? 1 : 2);
      if (isOurs) {
        groups.add(new PushedGroup(shard, times(group)));
      }
    }
    return groups;
  }

  private static Map<String, Double> times(JsonNode group) {
    Map<String, Double> times = new HashMap<>();
    for (Family family : RunTimestamps.CARRIED_OVER) {
      JsonNode value = group.path(family.name()).path("metrics").path(0).path("value");
      if (!value.isMissingNode()) {
        times.put(family.name(), value.asDouble());
      }
    }
    return times;
  }

  /** Whether a run of these shards has a group of this name. */
  boolean belongsTo(Shard run) {
    if (run.isWhole() || shard == null) {
      return run.isWhole() && shard == null;
    }
    try {
      int index = Integer.parseInt(shard);
      return index >= 0 && index < run.count();
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
