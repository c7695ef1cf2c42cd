package io.kycgateway.reverify.manifest;

import io.kycgateway.startup.StartupException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Where the manifest comes from and its fingerprint: of a file over all of its content, of standard
 * input, a pipe or a device over its beginning, because those can be read only once. gzip is
 * recognised by its first bytes.
 */
public final class ManifestSource {
  /** The name that stands for standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final int BEGINNING = 64 * 1024;
  private static final int BUFFER = 64 * 1024;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  /** What a file that begins with those two bytes is, if not a manifest. */
  private static final Map<String, String> OTHER_FORMATS =
      Map.of(
          "feff", "UTF-16, not UTF-8",
          "fffe", "UTF-16, not UTF-8",
          "28b5", "compressed with zstd; only gzip is read",
          "fd37", "compressed with xz; only gzip is read",
          "425a", "compressed with bzip2; only gzip is read",
          "504b", "a ZIP file; only gzip is read");

  /** Heap share of the processed lines of standard input. */
  private static final int HEAP_SHARE_OF_LINES = 8;

  private final String input;
  private final InputStream standardInput;
  private final boolean isReadOnce;
  private byte[] beginning = new byte[0];
  private InputStream rest = InputStream.nullInputStream();
  private VerifiedInput.@Nullable State state;
  private String digest = "";

  public ManifestSource(String input, InputStream standardInput) {
    this.input = input;
    this.standardInput = standardInput;
    this.isReadOnce = input.equals(STANDARD_INPUT) || isPipe(input);
  }

  // A named pipe, a process substitution, /dev/stdin: what exists and is neither file nor folder.
  private static boolean isPipe(String input) {
    Path path = Path.of(input);
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }

  /**
   * Result of reading the manifest before the run.
   *
   * @param lines that are not blank; -1: unknown, standard input cannot be counted unless it is
   *     empty
   */
  public record Survey(String fingerprint, long lines) {
    public boolean isCounted() {
      return lines >= 0;
    }
  }

  /**
   * Reads a file once to compute its fingerprint and to count its lines; of standard input only the
   * beginning.
   *
   * @throws StartupException if it cannot be read
   */
  public Survey survey() throws StartupException, IOException {
    MessageDigest sha256 = IdHash.sha256();
    if (isReadOnce) {
      return surveyBeginning(sha256);
    }
    Path file = Path.of(input);
    try {
      state = VerifiedInput.State.of(file);
    } catch (IOException e) {
      // Opening the file below reports the same error.
    }
    try (InputStream in = content(file)) {
      byte[] buffer = new byte[BUFFER];
      long lines = 0;
      boolean isBlank = true;
      for (int n; (n = in.read(buffer)) >= 0; ) {
        sha256.update(buffer, 0, n);
        for (int i = 0; i < n; i++) {
          byte b = buffer[i];
          if (b == '\n') {
            lines += isBlank ? 0 : 1;
            isBlank = true;
          } else if (!isBlank(b)) {
            isBlank = false;
          }
        }
      }
      digest = hex(sha256.digest());
      return new Survey("sha256:" + digest, lines + (isBlank ? 0 : 1));
    } catch (NoSuchFileException e) {
      throw new StartupException("--input: there is no file " + input);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Survey surveyBeginning(MessageDigest sha256) throws StartupException {
    try {
      rest =
          decompressed(
              input.equals(STANDARD_INPUT) ? standardInput : Files.newInputStream(Path.of(input)));
      beginning = rest.readNBytes(BEGINNING);
    } catch (IOException e) {
      throw unreadable(e);
    }
    boolean isEmpty = beginning.length < BEGINNING && isBlank(beginning);
    return new Survey("stdin-sha256:" + hex(sha256.digest(beginning)), isEmpty ? 0 : -1);
  }

  private StartupException unreadable(IOException e) {
    if (e instanceof UnsupportedFormatException) {
      return new StartupException("--input: " + input + " is " + e.getMessage());
    }
    return new StartupException(
        "--input: "
            + input
            + (e instanceof ZipException || e instanceof EOFException
                ? " is not a whole gzip file"
                : " cannot be read: " + FileErrors.reason(e)));
  }

  /**
   * The manifest's lines, uncompressed, from the first. Reading them throws {@link
   * ManifestChangedException} as soon as a file is no longer what was surveyed.
   */
  public InputStream open() throws IOException {
    if (isReadOnce) {
      return new SequenceInputStream(new ByteArrayInputStream(beginning), rest);
    }
    Path file = Path.of(input);
    InputStream in = content(file);
    try {
      return state == null ? in : new VerifiedInput(in, file, state, digest);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private InputStream content(Path path) throws IOException {
    InputStream file = Files.newInputStream(path);
    try {
      return decompressed(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private InputStream decompressed(InputStream in) throws IOException {
    PushbackInputStream content = new PushbackInputStream(in, GZIP.length);
    byte[] first = beginning(content);
    // A download may have been decompressed on its way and kept its name; anything else of that
    // name is a damaged file.
    boolean isText =
        first.length == 0 || first[0] == '{' || first[0] == (byte) 0xEF || isBlank(first);
    boolean isGzip = Arrays.equals(first, GZIP) || (input.endsWith(".gz") && !isText);
    if (!isGzip) {
      return content;
    }
    PushbackInputStream text = new PushbackInputStream(new GzipInput(content), GZIP.length);
    if (Arrays.equals(beginning(text), GZIP)) {
      throw new UnsupportedFormatException("compressed with gzip twice");
    }
    return text;
  }

  // Read as lines, another format would be a dead letter for each of them.
  private static byte[] beginning(PushbackInputStream content) throws IOException {
    byte[] first = content.readNBytes(GZIP.length);
    content.unread(first);
    String other = OTHER_FORMATS.get(hex(first));
    if (other != null) {
      throw new UnsupportedFormatException(other);
    }
    return first;
  }

  private static final class UnsupportedFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsupportedFormatException(String format) {
      super(format);
    }
  }

  /** An empty set of processed lines that suits this manifest. */
  public ProcessedLines processedLines(Path folder) throws IOException {
    return isReadOnce
        ? ProcessedLines.ofUnknownManifest(
            Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_LINES, folder)
        : ProcessedLines.ofKnownManifest();
  }

  private static boolean isBlank(byte[] text) {
    for (byte b : text) {
      if (b != '\n' && !isBlank(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
