package io.kycgateway.reverify.manifest;

import io.kycgateway.reverify.files.InputFormat;
import io.kycgateway.reverify.files.NonBlankLines;
import io.kycgateway.startup.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file, read twice: its fingerprint is of all of its content, and its lines are counted. */
final class ManifestFile implements ManifestSource {
  private static final int BUFFER = 64 * 1024;

  private final String input;
  private final Path file;
  private VerifiedInput.@Nullable State state;
  private String digest = "";

  ManifestFile(String input, Path file) {
    this.input = input;
    this.file = file;
  }

  @Override
  public Survey survey() throws StartupException {
    MessageDigest sha256 = IdHash.sha256();
    try {
      state = VerifiedInput.State.of(file);
    } catch (IOException e) {
      // Opening the file below reports the same error.
    }
    try (InputStream in = content()) {
      byte[] buffer = new byte[BUFFER];
      NonBlankLines lines = new NonBlankLines();
      for (int n; (n = in.read(buffer)) >= 0; ) {
        sha256.update(buffer, 0, n);
        lines.add(buffer, n);
      }
      digest = HexFormat.of().formatHex(sha256.digest());
      return new Survey("sha256:" + digest, lines.total());
    } catch (NoSuchFileException e) {
      throw new StartupException("--input: there is no file " + input);
    } catch (IOException e) {
      throw new StartupException("--input: " + input + " " + InputFormat.problem(e));
    }
  }

  /**
   * The manifest's lines. Reading them throws {@link ManifestChangedException} as soon as the file
   * is no longer what was surveyed.
   */
  @Override
  public InputStream open() throws IOException {
    InputStream in = content();
    try {
      return state == null ? in : new VerifiedInput(in, file, state, digest);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private InputStream content() throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return InputFormat.text(in, input);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public ProcessedLines processedLines(Path folder) {
    return ProcessedLines.ofKnownManifest();
  }
}
