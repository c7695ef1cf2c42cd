package io.kycgateway.rehearsal;

import io.kycgateway.testing.DocumentBlock;
import io.kycgateway.testing.TestProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Commands of docs/operations.md, executed as they stand there, in the project's folder. */
final class Documented {
  private static final String FENCE = "```";

  private final Path folder;
  private final Mistake mistake;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * @param folder for the commands' output
   * @param mistake in the commands
   */
  Documented(Path folder, Mistake mistake) {
    this.folder = folder;
    this.mistake = mistake;
    // The second compiler would start these short runs later.
    environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    environment.put(
        "PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
  }

  /** A variable that commands use. */
  void set(String name, String value) {
    environment.put(name, value);
  }

  /** Variables that commands use. */
  void set(Map<String, String> variables) {
    environment.putAll(variables);
  }

  /**
   * Executes the commands of a block.
   *
   * @throws AssertionError one of them failed
   */
  void execute(String block) throws IOException, InterruptedException {
    String unused = output(block);
  }

  /**
   * Executes the commands of a block, for what they write to standard output.
   *
   * @throws AssertionError one of them failed
   */
  String output(String block) throws IOException, InterruptedException {
    String commands = mistake.in(block, commands(block));
    // In a session of its own, as the gateways are: a job takes no more than its share either.
    List<String> shell = List.of("setsid", "bash", "-euo", "pipefail", "-c", "cd ..\n" + commands);
    try (TestProcess process = TestProcess.start(folder, environment, shell)) {
      int code = process.exitCode();
      if (code != 0) {
        throw new AssertionError(
            "operations.md, " + block + ": " + code + "\n" + process.output() + process.errors());
      }
      return process.output();
    }
  }

  /** The commands of a block, as they stand there. */
  static String commands(String block) throws IOException {
    String text = DocumentBlock.of("operations.md", block).read();
    int begin = text.indexOf(FENCE);
    int end = text.indexOf(FENCE, begin + 1);
    if (begin < 0 || end < 0) {
      throw new IllegalArgumentException("operations.md: no commands in block " + block);
    }
    return text.substring(begin, end).lines().skip(1).collect(Collectors.joining("\n"));
  }
}
