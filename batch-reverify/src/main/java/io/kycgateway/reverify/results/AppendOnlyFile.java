package io.kycgateway.reverify.results;

import io.kycgateway.reverify.files.DurableFiles;
import io.kycgateway.reverify.files.FileErrors;
import io.kycgateway.reverify.files.LineReader;
import io.kycgateway.startup.StartupException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of whole lines that only grows. Opening it replays every line of earlier runs and
 * truncates an incomplete last line. Not for use by several threads.
 */
public final class AppendOnlyFile implements Closeable {
  private final Path file;
  private final FileChannel channel;
  private long length;

  private AppendOnlyFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens or creates the file and replays it.
   *
   * @throws StartupException if the file cannot be opened, or what the replay throws, with the file
   *     and the line's number before it
   */
  public static AppendOnlyFile open(Path file, ResultLines.Sink replay)
      throws IOException, StartupException {
    boolean isNew = !Files.exists(file);
    FileChannel channel = open(file);
    boolean opened = false;
    try {
      if (isNew) {
        DurableFiles.fsyncDirectory(file);
      }
      AppendOnlyFile appended = new AppendOnlyFile(file, channel);
      appended.replay(replay);
      opened = true;
      return appended;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private static FileChannel open(Path file) throws StartupException {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StartupException(file + " cannot be opened: " + FileErrors.reason(e));
    }
  }

  private void replay(ResultLines.Sink replay) throws IOException, StartupException {
    LineReader lines = new LineReader(Channels.newInputStream(channel), ResultLines.MAX_LINE);
    LineReader.Line line = lines.next();
    while (line != null && line.isTerminated()) {
      try {
        replay.line(line.bytes());
      } catch (StartupException e) {
        throw new StartupException(file + ", line " + line.number() + ": " + e.getMessage());
      }
      length = line.end();
      line = lines.next();
    }
    // An incomplete line was never reported as processed: its record is verified again.
    truncate();
  }

  /**
   * Appends whole lines. If that fails, for instance on a full disk, a partial write is truncated,
   * here or when the file is next opened.
   */
  public void append(ByteBuffer lines) throws IOException {
    try {
      long at = length;
      while (lines.hasRemaining()) {
        at += channel.write(lines, at);
      }
      channel.force(false);
      length = at;
    } catch (IOException e) {
      try {
        truncate();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private void truncate() throws IOException {
    if (channel.size() > length) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
