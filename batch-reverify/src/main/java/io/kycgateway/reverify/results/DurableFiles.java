package io.kycgateway.reverify.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there whole or not at all, whatever happens while they are written. */
public final class DurableFiles {
  private DurableFiles() {}

  /** Writes aside and renames; afterwards a power cut does not lose it. */
  public static void replace(Path file, byte[] content) throws IOException {
    Path aside = Files.createTempFile(file.toAbsolutePath().getParent(), ".reverify", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      // createTempFile lets nobody else read; what is written here is for others too.
      aside.toFile().setReadable(true, false);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceEntry(file);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Makes a new file's name durable: its folder has to reach the disk as well. */
  static void forceEntry(Path file) throws IOException {
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }
}
