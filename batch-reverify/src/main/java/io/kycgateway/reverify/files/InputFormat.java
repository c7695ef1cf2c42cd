package io.kycgateway.reverify.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipException;

/** Text, plain or compressed with gzip; which of them is recognised by the first bytes. */
public final class InputFormat {
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  /** What a file that begins with those two bytes is, if not text. */
  private static final Map<String, String> OTHER_FORMATS =
      Map.of(
          "feff", "UTF-16, not UTF-8",
          "fffe", "UTF-16, not UTF-8",
          "28b5", "compressed with zstd; only gzip is read",
          "fd37", "compressed with xz; only gzip is read",
          "425a", "compressed with bzip2; only gzip is read",
          "504b", "a ZIP file; only gzip is read");

  private InputFormat() {}

  /**
   * The text of a file or stream, decompressed if it has to be.
   *
   * @param name of the file; one that ends in {@code .gz} must be gzip or plain text
   * @throws IOException if it cannot be read or is of another format, as {@link #problem} says
   */
  public static InputStream text(InputStream in, String name) throws IOException {
    PushbackInputStream content = new PushbackInputStream(in, GZIP.length);
    byte[] first = beginning(content);
    // A download may have been decompressed on its way and kept its name; anything else of that
    // name is a damaged file.
    boolean isText =
        first.length == 0
            || first[0] == '{'
            || first[0] == (byte) 0xEF
            || NonBlankLines.in(first) == 0;
    boolean isGzip = Arrays.equals(first, GZIP) || (name.endsWith(".gz") && !isText);
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
    String other = OTHER_FORMATS.get(HexFormat.of().formatHex(first));
    if (other != null) {
      throw new UnsupportedFormatException(other);
    }
    return first;
  }

  /** What is wrong with a file that could not be read as text, to follow its name. */
  public static String problem(IOException e) {
    if (e instanceof UnsupportedFormatException) {
      return "is " + e.getMessage();
    }
    return e instanceof ZipException || e instanceof EOFException
        ? "is not a whole gzip file"
        : "cannot be read: " + FileErrors.reason(e);
  }

  private static final class UnsupportedFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsupportedFormatException(String format) {
      super(format);
    }
  }
}
