package io.kycgateway.reverify.manifest;

import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the manifest comes from. To be surveyed first, then opened. */
public sealed interface ManifestSource permits ManifestFile, ManifestStream {
  /** The name that stands for standard input. */
  String STANDARD_INPUT = "-";

  /**
   * The manifest of that name.
   *
   * @param input a file, a pipe or a device, or {@value #STANDARD_INPUT}
   */
  static ManifestSource of(String input, InputStream standardInput) {
    if (input.equals(STANDARD_INPUT)) {
      return new ManifestStream(input, () -> standardInput);
    }
    Path path = Path.of(input);
    // A named pipe, a process substitution, /dev/stdin: what exists and is neither file nor folder.
    boolean isPipe = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    return isPipe
        ? new ManifestStream(input, () -> Files.newInputStream(path))
        : new ManifestFile(input, path);
  }

  /**
   * Result of reading the manifest before the run.
   *
   * @param lines that are not blank; -1: unknown, standard input cannot be counted unless it is
   *     empty
   */
  record Survey(String fingerprint, long lines) {
    private static final int HEAP_SHARE_OF_IDS = 3;

    public boolean isCounted() {
      return lines >= 0;
    }

    /**
     * An empty set of ids that suits this manifest.
     *
     * @param folder for what does not fit into memory
     */
    public IdSet ids(Shard shard, Path folder) throws IOException {
      return IdSet.create(
          Math.max(0, lines / shard.count()),
          Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_IDS,
          folder);
    }
  }

  /**
   * Reads as much as the fingerprint and the number of lines take.
   *
   * @throws StartupException if it cannot be read
   */
  Survey survey() throws StartupException, IOException;

  /** The manifest's lines, uncompressed, from the first. */
  InputStream open() throws IOException;

  /**
   * An empty set of processed lines that suits this manifest.
   *
   * @param folder for what does not fit into memory
   */
  ProcessedLines processedLines(Path folder) throws IOException;
}
