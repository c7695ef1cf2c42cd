package io.kycgateway.reverify.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip (RFC 1952) and fails on anything but whole members up to the end of the file.
 * {@link java.util.zip.GZIPInputStream} takes a damaged header of a later member for the end, and
 * would turn half a manifest into a complete one. Trailing zeros are padding, as for gzip itself.
 */
final class GzipInput extends InputStream {
  private static final int BUFFER = 64 * 1024;
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xe0;
  private static final int TIME_AND_SYSTEM_BYTES = 6;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 content = new CRC32();
  private final CRC32 header = new CRC32();
  private int position;
  private int end;
  private boolean isFirst = true;
  private boolean isInMember;

  GzipInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (isInMember || beginMember()) {
      int n = inflate(bytes, offset, length);
      if (n > 0) {
        return n;
      }
      endMember();
    }
    return -1;
  }

  // 0: the member's content has ended.
  private int inflate(byte[] bytes, int offset, int length) throws IOException {
    try {
      while (true) {
        int n = inflater.inflate(bytes, offset, length);
        if (n > 0) {
          content.update(bytes, offset, n);
          return n;
        }
        if (inflater.finished()) {
          return 0;
        }
        if (inflater.needsDictionary()) {
          throw new ZipException("a dictionary is needed");
        }
        if (!hasInput()) {
          throw new EOFException("a member is truncated");
        }
        inflater.setInput(buffer, position, end - position);
        position = end;
      }
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage());
    }
  }

  private boolean beginMember() throws IOException {
    if (!isFirst) {
      while (hasInput() && buffer[position] == 0) {
        position++;
      }
      if (!hasInput()) {
        return false;
      }
    }
    isFirst = false;
    header.reset();
    if (next() != MAGIC_1 || next() != MAGIC_2 || next() != DEFLATE) {
      throw new ZipException("not a gzip header");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("reserved flags in a gzip header");
    }
    skip(TIME_AND_SYSTEM_BYTES);
    if ((flags & EXTRA) != 0) {
      skip(next() | (next() << Byte.SIZE));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      long expected = header.getValue() & 0xffff;
      if (number(Short.BYTES) != expected) {
        throw new ZipException("damaged gzip header");
      }
    }
    inflater.reset();
    content.reset();
    isInMember = true;
    return true;
  }

  private void endMember() throws IOException {
    position = end - inflater.getRemaining();
    if (number(Integer.BYTES) != content.getValue()
        || number(Integer.BYTES) != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("damaged gzip content");
    }
    isInMember = false;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      int unused = next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // Up to its terminating zero.
    }
  }

  private long number(int count) throws IOException {
    long number = 0;
    for (int i = 0; i < count; i++) {
      number |= (long) next() << (i * Byte.SIZE);
    }
    return number;
  }

  private int next() throws IOException {
    if (!hasInput()) {
      throw new EOFException("a member is truncated");
    }
    int next = buffer[position++] & 0xff;
    header.update(next);
    return next;
  }

  private boolean hasInput() throws IOException {
    if (position == end) {
      position = 0;
      end = Math.max(0, in.read(buffer, 0, BUFFER));
    }
    return position < end;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
