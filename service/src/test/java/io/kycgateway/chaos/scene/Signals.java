package io.kycgateway.chaos.scene;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Signals to processes, and questions to JVMs. */
public final class Signals {
  private Signals() {}

  /** Freezes a process. */
  public static void stop(long pid) throws IOException, InterruptedException {
    String unused = run(List.of("kill", "-STOP", "" + pid));
  }

  /** Lets a frozen process go on. */
  public static void resume(long pid) throws IOException, InterruptedException {
    String unused = run(List.of("kill", "-CONT", "" + pid));
  }

  /** What a JVM says to a diagnostic command. */
  public static String jcmd(long pid, String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    all.add("" + pid);
    all.addAll(List.of(command));
    return run(all);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }
}
