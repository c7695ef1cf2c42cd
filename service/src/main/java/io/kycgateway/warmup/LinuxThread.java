package io.kycgateway.warmup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread as Linux has it.
 *
 * @param name the first 15 characters of it
 * @param nice its nice value, from -20 to 19
 */
record LinuxThread(String id, String name, int nice) {
  /** proc(5): nice is the 19th field, the 17th after the name, which may have spaces in it. */
  private static final int NICE = 16;

  /**
   * All threads of a process; none if this is not Linux.
   *
   * @param process its id, or {@code self}
   * @throws IOException if they cannot be listed
   */
  static List<LinuxThread> of(String process) throws IOException {
    Path folder = Path.of("/proc", process, "task");
    List<LinuxThread> all = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder)) {
        for (Path thread : threads) {
          try {
            all.add(read(thread));
          } catch (IOException e) {
            // It has ended.
          }
        }
      }
    }
    return all;
  }

  private static LinuxThread read(Path thread) throws IOException {
    String name = Files.readString(thread.resolve("comm")).strip();
    String stat = Files.readString(thread.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return new LinuxThread(thread.getFileName().toString(), name, Integer.parseInt(fields[NICE]));
  }
}
