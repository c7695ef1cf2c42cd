package io.kycgateway.reverify.results;

import io.kycgateway.reverify.manifest.ManifestSource;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of a run, all beside its output.
 *
 * @param metadata which manifest the output belongs to
 */
public record RunFiles(
    Path output, Path deadLetters, Path metadata, Path summary, Path report, Path folder) {

  /**
   * Names the files.
   *
   * @throws StartupException if one cannot be used or two are the same
   */
  public static RunFiles of(String input, String output, @Nullable String deadLetters)
      throws StartupException {
    Path results = resolve(output, "--output");
    String name = stem(String.valueOf(results.getFileName()));
    Path dead =
        deadLetters == null
            ? results.resolveSibling(name + ".dead-letters.jsonl")
            : resolve(deadLetters, "--dead-letters");
    if (results.equals(dead)) {
      throw new StartupException("--output and --dead-letters must be two files");
    }
    if (!input.equals(ManifestSource.STANDARD_INPUT)) {
      Path manifest = resolve(input, "--input");
      if (manifest.equals(results) || manifest.equals(dead)) {
        throw new StartupException("--input and the results must be two files");
      }
    }
    Path folder = results.getParent();
    if (folder == null) {
      throw new StartupException("--output must be a file");
    }
    return new RunFiles(
        results,
        dead,
        results.resolveSibling(results.getFileName() + ".run.json"),
        results.resolveSibling(name + ".summary.json"),
        results.resolveSibling(name + ".report.html"),
        folder);
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
      throw new UncheckedIOException(e);
    }
  }

  private static String stem(String name) {
    return name.endsWith(".jsonl") ? name.substring(0, name.length() - ".jsonl".length()) : name;
  }
}
