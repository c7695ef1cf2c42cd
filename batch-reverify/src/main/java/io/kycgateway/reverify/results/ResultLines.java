package io.kycgateway.reverify.results;

import io.kycgateway.reverify.files.LineReader;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads back the lines of the results or of the dead letters. */
public final class ResultLines {
  /** The longest line that is read, in bytes. */
  static final int MAX_LINE = 64 * 1024 * 1024;

  private ResultLines() {}

  /** Takes one line after the other. */
  @FunctionalInterface
  public interface Sink {
    void line(byte[] line) throws IOException, StartupException;
  }

  /** Reads the whole lines of a file; an incomplete last one was never reported as processed. */
  public static void read(Path file, Sink sink) throws IOException, StartupException {
    try (InputStream in = Files.newInputStream(file)) {
      LineReader lines = new LineReader(in, MAX_LINE);
      for (LineReader.Line line = lines.next();
          line != null && line.isTerminated();
          line = lines.next()) {
        sink.line(line.bytes());
      }
    }
  }
}
