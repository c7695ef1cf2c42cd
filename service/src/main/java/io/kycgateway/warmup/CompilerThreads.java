package io.kycgateway.warmup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduling priority of the JVM's optimizing compiler. What a warm-up leaves to compile keeps
 * a processor busy for tens of seconds after the start, and on a small machine requests wait for
 * it: they come first once the compiler's threads have a higher nice value. An unprivileged process
 * may raise the nice value of its own threads; the JVM has no option for it after its start.
 */
final class CompilerThreads {
  private static final Logger LOG = LoggerFactory.getLogger(CompilerThreads.class);
  private static final Path THREADS = Path.of("/proc/self/task");

  /** As the kernel has it, in 15 characters. Threads that it starts later have its nice value. */
  private static final String OPTIMIZING = "C2 CompilerThre";

  private static final int SECONDS = 5;

  private CompilerThreads() {}

  /**
   * Gives the optimizing compiler's threads that nice value, with {@code renice}. Without Linux, or
   * without such a thread, this does nothing; a failure is logged and changes nothing.
   *
   * @param nice 1 to 19
   */
  static void renice(int nice) throws InterruptedException {
    if (!Files.isDirectory(THREADS)) {
      return;
    }
    try {
      List<String> ids = optimizing();
      if (!ids.isEmpty()) {
        renice(nice, ids);
      }
    } catch (IOException e) {
      LOG.info("the JVM's compiler keeps its priority: {}", e.getMessage());
    }
  }

  private static List<String> optimizing() throws IOException {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        if (name(thread).equals(OPTIMIZING)) {
          ids.add(thread.getFileName().toString());
        }
      }
    }
    return ids;
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      // It has ended.
      return "";
    }
  }

  private static void renice(int nice, List<String> ids) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("renice", "-n", String.valueOf(nice), "-p"));
    command.addAll(ids);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("renice did not end within " + SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
    LOG.debug("the JVM's optimizing compiler has nice {}", nice);
  }
}
