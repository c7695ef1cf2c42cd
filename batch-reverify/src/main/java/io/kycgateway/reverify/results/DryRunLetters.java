package io.kycgateway.reverify.results;

import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.files.LineReader;
import io.kycgateway.reverify.manifest.ManifestLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The bad lines that a dry run found, in the file that is to hold the dead letters. They are
 * marked, so that the run itself replaces them and a run's own are never taken for them.
 */
public final class DryRunLetters {
  private static final String MARK = "dry_run";

  private DryRunLetters() {}

  /** Reads a manifest and hands over its bad lines. */
  @FunctionalInterface
  public interface Source {
    void read(Consumer<ManifestLine.Bad> onBad) throws Exception;
  }

  /** Whether there is nothing in the file that a dry run must not replace. */
  public static boolean mayReplace(Path file) throws IOException {
    return !Files.exists(file) || Files.size(file) == 0 || isOne(file);
  }

  /** Writes the bad lines of a manifest, or leaves the file as it is if reading fails. */
  public static void write(Path file, Source source) throws Exception {
    DurableFiles.<Exception>replace(
        file,
        out ->
            source.read(
                bad -> {
                  try {
                    out.write(line(bad));
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }));
  }

  /** Deletes the file if a dry run wrote it; to be called with its lock held. */
  public static void discard(Path file) throws IOException {
    if (isOne(file)) {
      Files.delete(file);
    }
  }

  static boolean isOne(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      LineReader.Line first = new LineReader(in, ResultLines.MAX_LINE).next();
      return first != null && isMarked(first.bytes());
    }
  }

  private static byte[] line(ManifestLine.Bad bad) {
    return JsonLine.of(
        json -> {
          json.writeBooleanField(MARK, true);
          json.writeNumberField("line", bad.line());
          String id = bad.id();
          if (id != null) {
            json.writeStringField("id", id);
          }
          json.writeStringField("reason", bad.reason().wireName());
          json.writeStringField("detail", bad.detail());
        });
  }

  private static boolean isMarked(byte[] line) {
    try {
      return JsonLine.MAPPER.readTree(line).path(MARK).asBoolean();
    } catch (IOException e) {
      return false;
    }
  }
}
