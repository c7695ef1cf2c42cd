package io.kycgateway.reverify.manifest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that is read a second time and must not have changed since the first. A block is
 * returned only if size and modification time are unchanged; at the end of the file the hash of all
 * bytes is compared, which finds edits that restored both. A file that is replaced or deleted stays
 * readable through its open handle.
 */
final class VerifiedInput extends FilterInputStream {
  private final Path file;
  private final State before;
  private final String digestBefore;
  private final MessageDigest digest = IdHash.sha256();
  private boolean isAtEnd;

  /** Attributes that change when a file is written to. */
  record State(long size, FileTime modified, @Nullable Object key) {
    static State of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
  }

  /**
   * @param in the content of the file, uncompressed
   * @param before the state that the file had when it was first read
   * @param digestBefore SHA-256 of that content, in hexadecimal digits
   * @throws ManifestChangedException if the file has changed since
   */
  VerifiedInput(InputStream in, Path file, State before, String digestBefore) throws IOException {
    super(in);
    this.file = file;
    this.before = before;
    this.digestBefore = digestBefore;
    if (!State.of(file).equals(before)) {
      throw new ManifestChangedException(file + " was modified before it was read");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (isAtEnd) {
      return -1;
    }
    int n = in.read(buffer, offset, length);
    requireUnwritten();
    if (n > 0) {
      digest.update(buffer, offset, n);
    } else if (n < 0) {
      requireSameContent();
      // Readers ask again behind a last line without a line feed; the digest has been reset.
      isAtEnd = true;
    }
    return n;
  }

  private void requireSameContent() throws ManifestChangedException {
    if (!HexFormat.of().formatHex(digest.digest()).equals(digestBefore)) {
      throw new ManifestChangedException(file + " has different content than at the start");
    }
  }

  private void requireUnwritten() throws IOException {
    State now;
    try {
      now = State.of(file);
    } catch (NoSuchFileException e) {
      return;
    }
    if (Objects.equals(now.key(), before.key()) && !now.equals(before)) {
      throw new ManifestChangedException(file + " was modified");
    }
  }

  @Override
  public long skip(long n) {
    throw new UnsupportedOperationException("every byte is compared");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
