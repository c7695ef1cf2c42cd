package io.kycgateway.reverify.results;

import io.kycgateway.reverify.files.DistinctFiles;
import io.kycgateway.reverify.files.FileErrors;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that a run writes, by default all next to its output.
 *
 * @param metadata which manifest the output belongs to
 * @param changes the changed outcomes as CSV
 */
public record RunFiles(
    Path output,
    Path deadLetters,
    Path metadata,
    Path summary,
    Path report,
    Path changes,
    Path folder) {

  /**
   * Names the files and checks, without writing, that they can be used.
   *
   * @param others further files of the run, by the names that messages use, such as {@code --input}
   * @throws StartupException if one cannot be used or two are the same
   */
  public static RunFiles of(String output, @Nullable String deadLetters, Map<String, Path> others)
      throws StartupException {
    Path results = resolve(output, "--output");
    String name = stem(String.valueOf(results.getFileName()));
    Path dead =
        deadLetters == null
            ? results.resolveSibling(name + ".dead-letters.jsonl")
            : resolve(deadLetters, "--dead-letters");
    Path folder = results.getParent();
    if (folder == null) {
      throw new StartupException("--output must be a file");
    }
    RunFiles files =
        new RunFiles(
            results,
            dead,
            results.resolveSibling(results.getFileName() + ".run.json"),
            results.resolveSibling(name + ".summary.json"),
            results.resolveSibling(name + ".report.html"),
            results.resolveSibling(name + ".changes.csv"),
            folder);
    Map<String, Path> own = files.named();
    Map<String, Path> all = new LinkedHashMap<>(others);
    all.putAll(own);
    DistinctFiles.require(all);
    for (Map.Entry<String, Path> file : own.entrySet()) {
      requireWritable(file.getKey(), file.getValue());
    }
    return files;
  }

  private Map<String, Path> named() {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("--output", output);
    files.put("--dead-letters", deadLetters);
    files.put("the run's metadata", metadata);
    files.put("the summary", summary);
    files.put("the report", report);
    files.put("the changes", changes);
    files.put("the lock of --output", OutputLock.file(output));
    files.put("the lock of --dead-letters", OutputLock.file(deadLetters));
    return files;
  }

  /**
   * Checks without writing that a file can be written.
   *
   * @param name of the file in the message
   */
  public static void requireWritable(String name, Path file) throws StartupException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StartupException(name + ": there is no folder for " + file);
    }
    if (Files.isDirectory(file)) {
      throw new StartupException(name + " must be a file, not a folder: " + file);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // It is read at the start of a run and truncated: some devices never end.
      throw new StartupException(name + " must be a file, not a device or a pipe: " + file);
    }
    if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
      throw new StartupException(name + ": " + file + " cannot be written: permission denied");
    }
  }

  // The real folder, so that two names of one file are one file to the lock.
  private static Path resolve(String path, String option) throws StartupException {
    try {
      Path absolute = Path.of(path).toAbsolutePath().normalize();
      if (Files.isDirectory(absolute) || absolute.getFileName() == null) {
        throw new StartupException(option + " must be a file, not a folder: " + path);
      }
      if (Files.exists(absolute)) {
        return absolute.toRealPath();
      }
      Path folder = absolute.getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new StartupException(option + ": there is no folder for " + path);
      }
      return folder.toRealPath().resolve(absolute.getFileName());
    } catch (InvalidPathException e) {
      throw new StartupException(option + " is not a file name");
    } catch (IOException e) {
      throw new StartupException(option + ": " + path + ": " + FileErrors.reason(e));
    }
  }

  private static String stem(String name) {
    return name.endsWith(".jsonl") ? name.substring(0, name.length() - ".jsonl".length()) : name;
  }
}
