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
 * A group of this job in a Pushgateway.
 *
 * @param shard null: of an unsharded run
 * @param times completion times of its runs, by family name
 */
record PushedGroup(@Nullable String shard, Map<String, Double> times) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int OK = 200;

  /**
   * The existing groups. Groups with labels that this job does not set belong to other jobs and are
   * left out.
   *
   * @throws IOException if the request fails
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

  /** Whether this group belongs to a run of these shards. */
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
