package io.kycgateway.warmup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread of this process as Linux has it.
 *
 * @param name the first 15 characters of it
 * @param nice its nice value, from -20 to 19
 */
record LinuxThread(String id, String name, int nice) {
  private static final Path THREADS = Path.of("/proc/self/task");

  /** proc(5): nice is the 19th field, the 17th after the name, which may have spaces in it. */
  private static final int NICE = 16;

  /**
   * All of them; none if this is not Linux.
   *
   * @throws IOException if they cannot be listed
   */
  static List<LinuxThread> all() throws IOException {
    List<LinuxThread> all = new ArrayList<>();
    if (Files.isDirectory(THREADS)) {
      try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
        for (Path thread : threads) {
          try {
            all.add(of(thread));
          } catch (IOException e) {
            // It has ended.
          }
        }
      }
    }
    return all;
  }

  private static LinuxThread of(Path thread) throws IOException {
    String name = Files.readString(thread.resolve("comm")).strip();
    String stat = Files.readString(thread.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return new LinuxThread(thread.getFileName().toString(), name, Integer.parseInt(fields[NICE]));
  }
}
