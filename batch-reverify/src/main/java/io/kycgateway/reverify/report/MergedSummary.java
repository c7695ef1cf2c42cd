package io.kycgateway.reverify.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kycgateway.reverify.accuracy.Tally;
import io.kycgateway.reverify.files.FileErrors;
import io.kycgateway.reverify.manifest.Shard;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of a manifest's shards as one. Counts add up, histograms too, so quantiles are
 * those of all records; error rates are computed anew from their errors and trials.
 */
public final class MergedSummary {
  private static final JsonMapper JSON = new JsonMapper();

  private final Tally tally = new Tally();
  private final SortedMap<Integer, JsonNode> byShard = new TreeMap<>();
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
    TallyReader.add(json, tally);
  }

  private void requireSame(Path file, JsonNode json, JsonNode expected, String field, String what)
      throws StartupException {
    if (!json.path(field).equals(expected.path(field))) {
      throw new StartupException(file + " is of " + what + " than " + firstFile);
    }
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
  ExitCode code() {
    int worst = missing().isEmpty() ? ExitCode.COMPLETE.status() : ExitCode.STOPPED.status();
    for (JsonNode json : byShard.values()) {
      worst = Math.max(worst, json.path("exit_code").asInt());
    }
    return ExitCode.of(worst);
  }

  /** Counts of all shards. */
  Tally tally() {
    return tally;
  }

  /** How many shards the manifest has. */
  int shards() {
    return shards;
  }

  /** The summaries by the index of their shard. */
  SortedMap<Integer, JsonNode> byShard() {
    return byShard;
  }

  /** The file of a shard's summary. */
  @Nullable Path file(int index) {
    return files.get(index);
  }
}
