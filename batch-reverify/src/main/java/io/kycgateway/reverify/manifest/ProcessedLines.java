package io.kycgateway.reverify.manifest;

import io.kycgateway.startup.StartupException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the manifest that earlier runs processed: one bit each. Standard input cannot be
 * identified before it is read, so its lines are also compared one by one, by number and id. Not
 * thread-safe.
 */
public final class ProcessedLines implements Closeable {
  private final BitSet numbers = new BitSet();
  private final BitSet reopened = new BitSet();
  private final @Nullable IdSet identities;

  private ProcessedLines(@Nullable IdSet identities) {
    this.identities = identities;
  }

  /** For a manifest that was identified by its hash. */
  static ProcessedLines ofKnownManifest() {
    return new ProcessedLines(null);
  }

  /**
   * For one that was not.
   *
   * @param heapBytes heap limit of the lines' identities
   * @param folder holds the file that is used beyond that limit
   */
  static ProcessedLines ofUnknownManifest(long heapBytes, Path folder) throws IOException {
    return new ProcessedLines(IdSet.create(0, heapBytes, folder));
  }

  /**
   * Adds a line that has a result or a dead letter.
   *
   * @param id null: it has none that could be read
   * @throws StartupException if the line was added before
   */
  public void add(long line, @Nullable String id) throws IOException, StartupException {
    int number = Math.toIntExact(line);
    if (numbers.get(number)) {
      throw new StartupException("line " + number + " of the manifest was processed twice");
    }
    numbers.set(number);
    if (identities != null) {
      boolean unused = identities.add(identity(number, id));
    }
  }

  /**
   * Adds a line that has a dead letter and is to be verified again.
   *
   * @param id null: it has none that could be read
   * @throws StartupException if the line was added before
   */
  public void addReopened(long line, @Nullable String id) throws IOException, StartupException {
    add(line, id);
    reopened.set(Math.toIntExact(line));
  }

  /** Whether that line was added. */
  public boolean contains(long number) {
    return numbers.get(Math.toIntExact(number));
  }

  /**
   * Whether that line was processed and is not to be verified again.
   *
   * @param id null: it has none that could be read
   * @throws ManifestChangedException if it was another line
   */
  boolean contains(long number, @Nullable String id) throws IOException {
    if (!contains(number)) {
      return false;
    }
    if (identities != null && identities.add(identity(number, id))) {
      throw new ManifestChangedException("line " + number + " was different in an earlier run");
    }
    return !reopened.get(Math.toIntExact(number));
  }

  /**
   * Checks the length of a manifest that was read to its end.
   *
   * @param lines its number of lines
   * @throws ManifestChangedException if an earlier run processed later lines
   */
  void requireNoneBeyond(long lines) throws IOException {
    if (numbers.length() > lines + 1) {
      throw new ManifestChangedException(
          "it ends with line "
              + lines
              + ", but an earlier run processed line "
              + (numbers.length() - 1));
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
