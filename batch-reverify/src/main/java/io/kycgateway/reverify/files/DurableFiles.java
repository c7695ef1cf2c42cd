package io.kycgateway.reverify.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes files atomically: after a crash a file is either the old or the new one. */
public final class DurableFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);
  private static final AtomicBoolean warned = new AtomicBoolean();

  private DurableFiles() {}

  /**
   * Writes the new content.
   *
   * @param <E> what else it may throw; the file stays as it is then
   */
  @FunctionalInterface
  public interface Content<E extends Exception> {
    void write(OutputStream out) throws IOException, E;
  }

  /** Replaces a file by these bytes. */
  public static void replace(Path file, byte[] content) throws IOException {
    DurableFiles.<RuntimeException>replace(file, out -> out.write(content));
  }

  /** Writes a temporary file, syncs it to disk and renames it. */
  public static <E extends Exception> void replace(Path file, Content<E> content)
      throws IOException, E {
    Path tempFile = Files.createTempFile(file.toAbsolutePath().getParent(), ".reverify", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(tempFile, StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
        content.write(out);
        out.flush();
        channel.force(true);
      }
      // createTempFile restricts reading to the owner; these files are for other users too.
      tempFile.toFile().setReadable(true, false);
      Files.move(
          tempFile, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      fsyncDirectory(file);
    } finally {
      Files.deleteIfExists(tempFile);
    }
  }

  /**
   * Syncs a file's directory: a new name is durable only after that. Some network and FUSE mounts
   * cannot sync a directory (EINVAL); that is logged once and does not stop the run, because what
   * is written to the files is still synced.
   */
  public static void fsyncDirectory(Path file) {
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    } catch (IOException e) {
      if (!warned.getAndSet(true)) {
        LOG.warn(
            "the directory {} cannot be synced ({}): a file created just before a power failure may"
                + " be missing after it",
            file.toAbsolutePath().getParent(),
            FileErrors.reason(e));
      }
    }
  }
}
