package io.kycgateway.reverify.results;

import io.kycgateway.reverify.files.FileErrors;
import io.kycgateway.startup.StartupException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process from writing a file. The lock is on a file of its own: closing any other
 * handle of a locked file would release it. The operating system releases it when the process dies.
 */
public final class OutputLock implements Closeable {
  private final FileChannel channel;

  private OutputLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks.
   *
   * @throws StartupException if another process holds it or it cannot be written
   */
  public static OutputLock of(Path file) throws StartupException, IOException {
    FileChannel channel = open(file(file));
    boolean isLocked = false;
    try {
      isLocked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // This process holds it already; reported below.
    } finally {
      if (!isLocked) {
        channel.close();
      }
    }
    if (!isLocked) {
      throw new StartupException("another process is writing " + file);
    }
    return new OutputLock(channel);
  }

  /** The file that is locked instead of that one. */
  static Path file(Path file) {
    return file.resolveSibling(file.getFileName() + ".lock");
  }

  private static FileChannel open(Path lock) throws StartupException {
    try {
      return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StartupException(lock + " cannot be written: " + FileErrors.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
