package io.kycgateway.reverify.manifest;

import io.kycgateway.reverify.files.InputFormat;
import io.kycgateway.reverify.files.NonBlankLines;
import io.kycgateway.startup.StartupException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Standard input, a pipe or a device: it can be read only once, so its fingerprint is of its
 * beginning alone and its lines are not counted.
 */
final class ManifestStream implements ManifestSource {
  private static final int BEGINNING = 64 * 1024;

  /** Heap share of the processed lines. */
  private static final int HEAP_SHARE_OF_LINES = 8;

  private final String input;
  private final Opening opening;
  private byte[] beginning = new byte[0];
  private InputStream rest = InputStream.nullInputStream();

  /** Opens the stream. */
  @FunctionalInterface
  interface Opening {
    InputStream open() throws IOException;
  }

  ManifestStream(String input, Opening opening) {
    this.input = input;
    this.opening = opening;
  }

  @Override
  public Survey survey() throws StartupException {
    try {
      rest = InputFormat.text(opening.open(), input);
      beginning = rest.readNBytes(BEGINNING);
    } catch (IOException e) {
      throw new StartupException("--input: " + input + " " + InputFormat.problem(e));
    }
    boolean isEmpty = beginning.length < BEGINNING && NonBlankLines.in(beginning) == 0;
    String digest = HexFormat.of().formatHex(IdHash.sha256().digest(beginning));
    return new Survey("stdin-sha256:" + digest, isEmpty ? 0 : -1);
  }

  @Override
  public InputStream open() {
    return new SequenceInputStream(new ByteArrayInputStream(beginning), rest);
  }

  @Override
  public ProcessedLines processedLines(Path folder) throws IOException {
    return ProcessedLines.ofUnknownManifest(
        Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_LINES, folder);
  }
}
