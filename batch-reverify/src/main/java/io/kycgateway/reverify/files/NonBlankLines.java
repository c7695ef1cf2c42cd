package io.kycgateway.reverify.files;

/** Counts the lines of a text that hold more than white space, block by block. */
public final class NonBlankLines {
  private long lines;
  private boolean isBlank = true;

  /** How many lines of that text are not blank. */
  public static long in(byte[] text) {
    NonBlankLines count = new NonBlankLines();
    count.add(text, text.length);
    return count.total();
  }

  /**
   * Counts the next block.
   *
   * @param length of the block, in bytes
   */
  public void add(byte[] block, int length) {
    for (int i = 0; i < length; i++) {
      byte b = block[i];
      if (b == '\n') {
        lines += isBlank ? 0 : 1;
        isBlank = true;
      } else if (b != ' ' && b != '\t' && b != '\r') {
        isBlank = false;
      }
    }
  }

  /** The number so far; a last line needs no line feed. */
  public long total() {
    return lines + (isBlank ? 0 : 1);
  }
}
