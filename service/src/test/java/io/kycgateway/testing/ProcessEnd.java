package io.kycgateway.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Waits for the end of a process; one that does not end says what its threads are doing. */
public final class ProcessEnd {
  private static final int LOG_LINES = 20;
  private static final Duration DUMP_PATIENCE = Duration.ofSeconds(30);
  private static final int VIRTUAL_THREADS_SINCE = 21;

  // jcmd has a line of its own above a thread's stack, dump_to_file has none.
  private static final Pattern NAME = Pattern.compile("^(?:#\\d+ )?\"([^\"]*)\"");
  private static final Pattern FRAME =
      Pattern.compile("(?m)^\\s+(?:at )?[\\w.$/@]+\\.[\\w$<>]+\\(");

  private ProcessEnd() {}

  /**
   * Waits until a process has ended.
   *
   * @param patience how long; then it is killed
   * @param log what it has written so far
   * @return its exit code
   * @throws AssertionError it did not end. The message has its threads first, those that matter
   *     most before the others, and the log's last 20 lines at its end: what shows a failed build
   *     cuts long messages
   */
  public static int await(Process process, Duration patience, Supplier<String> log)
      throws InterruptedException {
    if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return process.exitValue();
    }
    String threads = threads(process.toHandle());
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    throw new AssertionError(
        "process %d did not end within %s; its threads:%n%s%nits log ends:%n%s"
            .formatted(process.pid(), patience, threads, lastLines(log.get())));
  }

  // What was started may be a shell or a terminal around the JVM.
  private static String threads(ProcessHandle process) throws InterruptedException {
    List<String> dumps = new ArrayList<>();
    for (ProcessHandle candidate :
        Stream.concat(Stream.of(process), process.descendants()).toList()) {
      if (candidate.info().command().filter(command -> command.endsWith("java")).isPresent()) {
        dumps.add(inOrder(dump(candidate.pid())));
      }
    }
    return dumps.isEmpty() ? "(no JVM among " + process.info() + ")" : String.join("\n", dumps);
  }

  private static String dump(long pid) throws InterruptedException {
    try {
      String platform = jcmd(pid, "Thread.print", "-l");
      if (Runtime.version().feature() < VIRTUAL_THREADS_SINCE) {
        return platform;
      }
      // Thread.print leaves out virtual threads.
      Path file = Files.createTempDirectory("kyc-threads").resolve("all.txt");
      String written = jcmd(pid, "Thread.dump_to_file", file.toString());
      return platform
          + "\n\n"
          + (Files.exists(file) ? virtualThreads(Files.readString(file)) : written);
    } catch (IOException e) {
      return "(no thread dump: " + e + ")";
    }
  }

  private static String jcmd(long pid, String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    all.add(Long.toString(pid));
    all.addAll(List.of(command));
    File output = File.createTempFile("kyc-jcmd", ".txt");
    try {
      // To a file: a JVM that does not answer must not make this wait for more than its time.
      Process jcmd =
          new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output).start();
      if (!jcmd.waitFor(DUMP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        jcmd.destroyForcibly().onExit().join();
      }
      return Files.readString(output.toPath());
    } finally {
      Files.delete(output.toPath());
    }
  }

  private static String virtualThreads(String dump) {
    return blocks(dump)
        .filter(block -> block.lines().findFirst().orElse("").contains(" virtual"))
        .collect(Collectors.joining("\n\n"));
  }

  /**
   * Sorts a thread dump: deadlocks, the main thread, the batch's own, then all that have a stack.
   */
  static String inOrder(String dump) {
    List<Predicate<String>> order =
        List.of(
            block -> block.contains("Java-level deadlock"),
            block -> name(block).equals("main"),
            block -> name(block).startsWith("reverify-"));
    String sorted =
        blocks(dump)
            .filter(block -> block.contains("deadlock") || FRAME.matcher(block).find())
            .sorted(Comparator.comparingInt(block -> rank(order, block)))
            .collect(Collectors.joining("\n\n"));
    // Such as the reason that there is none.
    return sorted.isEmpty() ? dump.strip() : sorted;
  }

  private static int rank(List<Predicate<String>> order, String block) {
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).test(block)) {
        return i;
      }
    }
    return order.size();
  }

  private static Stream<String> blocks(String dump) {
    // A list of the synchronizers that a thread holds follows its stack after an empty line.
    return Arrays.stream(dump.strip().split("\\R\\R(?!\\s)"));
  }

  private static String name(String block) {
    Matcher name = NAME.matcher(block);
    return name.find() ? name.group(1) : "";
  }

  private static String lastLines(String log) {
    List<String> lines = log.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }
}
