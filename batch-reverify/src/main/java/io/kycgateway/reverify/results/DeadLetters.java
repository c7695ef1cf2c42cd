package io.kycgateway.reverify.results;

import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Dead letters of transient failures that a later attempt superseded. A line that is verified again
 * gets its result, or another dead letter, appended like any other; its old dead letter does not
 * count from then on, and is removed when nothing writes the file. So a crash at any moment leaves
 * each line with exactly one outcome.
 */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * Removes superseded dead letters from the file; nothing else may have it open.
   *
   * @param results whether a line of the manifest has a result
   */
  public static void removeSuperseded(Path file, LongPredicate results)
      throws IOException, StartupException {
    BitSet superseded = superseded(file, results);
    if (!superseded.isEmpty()) {
      DurableFiles.replace(
          file,
          out ->
              read(
                  file,
                  superseded,
                  line -> {
                    out.write(line);
                    out.write('\n');
                  }));
    }
  }

  /**
   * Reads the dead letters that are not superseded, without writing.
   *
   * @param results whether a line of the manifest has a result
   */
  public static void read(Path file, LongPredicate results, ResultLines.Sink standing)
      throws IOException, StartupException {
    if (Files.exists(file) && !DryRunLetters.isOne(file)) {
      read(file, superseded(file, results), standing);
    }
  }

  private static void read(Path file, BitSet superseded, ResultLines.Sink standing)
      throws IOException, StartupException {
    int[] index = {0};
    ResultLines.read(
        file,
        line -> {
          if (!superseded.get(index[0]++)) {
            standing.line(line);
          }
        });
  }

  // By position in the file. Of a line's dead letters the last one stands, unless it has a result;
  // one that was final is never superseded, so that a damaged file is not taken for a good one.
  private static BitSet superseded(Path file, LongPredicate results) throws IOException {
    BitSet superseded = new BitSet();
    if (!Files.exists(file)) {
      return superseded;
    }
    Map<Long, Integer> latest = new HashMap<>();
    int[] index = {0};
    try {
      read(
          file,
          superseded,
          line -> {
            RecordOutcome outcome = StoredOutcome.read(line).outcome();
            Integer before = latest.remove(outcome.line());
            if (before != null) {
              superseded.set(before);
            }
            if (EarlierOutcomes.isTransient(outcome)) {
              if (results.test(outcome.line())) {
                superseded.set(index[0]);
              } else {
                latest.put(outcome.line(), index[0]);
              }
            }
            index[0]++;
          });
    } catch (StartupException e) {
      // A line of another program; opening the file reports it with its number.
      superseded.clear();
    }
    return superseded;
  }
}
