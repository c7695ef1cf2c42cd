package io.kycgateway.reverify.manifest;

import io.kycgateway.reverify.results.RecordOutcome;
import io.kycgateway.reverify.results.ResultJson;
import io.kycgateway.startup.StartupException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the manifest that earlier runs settled: a bit each. A manifest that cannot be told
 * from another one before it is read, standard input, is compared line by line as well: by number
 * and id. Not for use by several threads.
 */
public final class ProcessedLines implements Closeable {
  private final BitSet numbers = new BitSet();
  private final @Nullable IdSet identities;

  private ProcessedLines(@Nullable IdSet identities) {
    this.identities = identities;
  }

  /** For a manifest that is known to be the same. */
  static ProcessedLines ofKnownManifest() {
    return new ProcessedLines(null);
  }

  /**
   * For one that is not.
   *
   * @param heapBytes the most that the lines' identities take on the heap
   * @param folder where the file goes that more of them need
   */
  static ProcessedLines ofUnknownManifest(long heapBytes, Path folder) throws IOException {
    return new ProcessedLines(IdSet.create(0, heapBytes, folder));
  }

  /**
   * Takes a line of the results or the dead letters.
   *
   * @throws StartupException if another one settled the same line
   */
  public RecordOutcome replay(byte[] json) throws IOException, StartupException {
    RecordOutcome settlement = ResultJson.read(json);
    int number = Math.toIntExact(settlement.line());
    if (numbers.get(number)) {
      throw new StartupException("line " + number + " of the manifest is settled twice");
    }
    numbers.set(number);
    if (identities != null) {
      boolean unused = identities.add(identity(number, ResultJson.readId(json)));
    }
    return settlement;
  }

  /**
   * Whether that line was settled.
   *
   * @param id null: it has none that could be read
   * @throws ManifestChangedException if it was another line
   */
  boolean contains(long number, @Nullable String id) throws IOException {
    if (!numbers.get(Math.toIntExact(number))) {
      return false;
    }
    if (identities != null && identities.add(identity(number, id))) {
      throw new ManifestChangedException("line " + number + " was another one in an earlier run");
    }
    return true;
  }

  /**
   * The manifest ends here.
   *
   * @param lines that it has
   * @throws ManifestChangedException if later ones were settled
   */
  void requireNoneBeyond(long lines) throws IOException {
    if (numbers.length() > lines + 1) {
      throw new ManifestChangedException(
          "it ends with line %d, and line %d is settled".formatted(lines, numbers.length() - 1));
    }
  }

  private static IdHash identity(long number, @Nullable String id) {
    return IdHash.of(number + (id == null ? "" : " " + id));
  }

  @Override
  public void close() throws IOException {
    if (identities != null) {
      identities.close();
    }
  }
}
