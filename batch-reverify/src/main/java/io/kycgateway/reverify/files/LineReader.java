package io.kycgateway.reverify.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines as bytes, each up to a length limit. Not thread-safe. */
public final class LineReader {
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final int maxLength;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int end;
  private boolean isAtEnd;
  private long number;
  private long offset;

  /**
   * A line without its end.
   *
   * @param number from 1
   * @param end the offset after the line and its line feed
   * @param isTooLong whether it exceeds the limit; its bytes are empty then
   * @param isTerminated whether a line feed ends it; only the last line may lack it
   */
  @SuppressWarnings("ArrayRecordComponent") // Passed on, never changed, never compared.
  public record Line(long number, long end, byte[] bytes, boolean isTooLong, boolean isTerminated) {
    /** Whether it holds nothing but white space. */
    public boolean isBlank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return !isTooLong;
    }

    @Override
    public String toString() {
      return "Line[" + number + ", " + bytes.length + " bytes]";
    }
  }

  public LineReader(InputStream in, int maxLength) {
    this.in = in;
    this.maxLength = maxLength;
  }

  /** The next line; null at the end. */
  public @Nullable Line next() throws IOException {
    byte[] line = new byte[0];
    boolean tooLong = false;
    boolean any = false;
    while (position < end || fill()) {
      any = true;
      int from = position;
      while (position < end && buffer[position] != '\n') {
        position++;
      }
      int length = position - from;
      if (tooLong || line.length + (long) length > maxLength) {
        tooLong = true;
        line = new byte[0];
      } else {
        line = append(line, from, length);
      }
      offset += length;
      if (position < end) {
        position++;
        offset++;
        return new Line(++number, offset, line, tooLong, true);
      }
    }
    return any ? new Line(++number, offset, line, tooLong, false) : null;
  }

  private byte[] append(byte[] line, int from, int length) {
    if (line.length == 0) {
      return Arrays.copyOfRange(buffer, from, from + length);
    }
    byte[] longer = Arrays.copyOf(line, line.length + length);
    System.arraycopy(buffer, from, longer, line.length, length);
    return longer;
  }

  private boolean fill() throws IOException {
    // Once at its end, a terminal or a pipe could go on.
    int n = isAtEnd ? -1 : in.read(buffer);
    isAtEnd = n < 0;
    position = 0;
    end = Math.max(0, n);
    return end > 0;
  }
}
