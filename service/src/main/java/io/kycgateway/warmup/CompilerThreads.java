package io.kycgateway.warmup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The scheduling priority of the JVM's optimizing compiler. What a warm-up leaves to compile keeps
 * a processor busy for tens of seconds after the start, and on a small machine requests wait for
 * it: they come first once the compiler's threads have a higher nice value. An unprivileged process
 * may raise the nice value of its own threads. The JVM's own option, -XX:CompilerThreadPriority,
 * counts from its start, and would make the start slower.
 */
final class CompilerThreads {
  /**
   * As Linux has it. A thread that is started later has the nice value of the compiler thread that
   * started it; on two processors there is one of each compiler.
   */
  private static final String OPTIMIZING = "C2 CompilerThre";

  private static final int SECONDS = 5;

  private CompilerThreads() {}

  /**
   * Gives the optimizing compiler's threads that nice value, with {@code renice}, unless they have
   * it already or a higher one. Without Linux, or without such a thread, this does nothing.
   *
   * @param nice 1 to 19
   * @throws IOException if it was not done, or for some of them only
   */
  static void renice(int nice) throws IOException, InterruptedException {
    List<String> ids =
        LinuxThread.of("self").stream()
            .filter(thread -> thread.name().equals(OPTIMIZING) && thread.nice() < nice)
            .map(LinuxThread::id)
            .toList();
    if (!ids.isEmpty()) {
      List<String> command = new ArrayList<>(List.of("renice", String.valueOf(nice), "-p"));
      command.addAll(ids);
      execute(command);
    }
  }

  private static void execute(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("renice did not end within " + SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      throw new IOException("renice ended with " + process.exitValue() + ": " + output);
    }
  }
}
