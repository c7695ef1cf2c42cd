package io.kycgateway.reverify.files;

import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that no file of a run is another one of them, be it through symbolic or hard links. */
public final class DistinctFiles {
  private static final int MAX_LINKS = 40;

  private DistinctFiles() {}

  /**
   * Compares each file with each other one.
   *
   * @param files by the names that the message uses, such as {@code --input}
   * @throws StartupException names the two that are one
   */
  public static void require(Map<String, Path> files) throws StartupException {
    List<Map.Entry<String, Path>> seen = new ArrayList<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      for (Map.Entry<String, Path> other : seen) {
        if (isSame(file.getValue(), other.getValue())) {
          throw new StartupException(
              other.getKey() + " and " + file.getKey() + " must be two files: " + file.getValue());
        }
      }
      seen.add(file);
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      Path first = target(one, MAX_LINKS);
      Path second = target(other, MAX_LINKS);
      return first.equals(second)
          || (Files.exists(first) && Files.exists(second) && Files.isSameFile(first, second));
    } catch (IOException e) {
      // A file that cannot be resolved cannot be opened either; that is reported elsewhere.
      return false;
    }
  }

  // Also of a file that is to be created, through a link that points nowhere yet.
  private static Path target(Path file, int links) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    if (Files.isSymbolicLink(absolute) && links > 0) {
      return target(absolute.resolveSibling(Files.readSymbolicLink(absolute)), links - 1);
    }
    Path folder = absolute.getParent();
    return folder == null || !Files.exists(folder)
        ? absolute
        : folder.toRealPath().resolve(absolute.getFileName());
  }
}
