package io.kycgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A process that a test starts, with its output in files. */
public final class TestProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path output;
  private final Path errors;

  private TestProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts a command with its two outputs apart.
   *
   * @param folder where its output goes
   * @param environment all of it; nothing is inherited but the path
   */
  public static TestProcess start(
      Path folder, Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    Path output = Files.createTempFile(folder, "out", ".log");
    Path errors = Files.createTempFile(folder, "err", ".log");
    return new TestProcess(
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start(),
        output,
        errors);
  }

  /** The command that runs a packaged jar on this JDK; the second compiler would start it later. */
  public static List<String> java(String jarProperty, List<String> options, String... arguments) {
    return java(jarProperty, TestGateway.CONFIG, options, arguments);
  }

  /** The same of a jar with a config.yml of its own, such as another release's. */
  public static List<String> java(
      String jarProperty, Path config, List<String> options, String... arguments) {
    String jar = System.getProperty(jarProperty);
    if (jar == null || !Files.exists(Path.of(jar))) {
      throw new IllegalStateException(jarProperty + " must name the packaged jar: " + jar);
    }
    try {
      List<String> all = new ArrayList<>(ClassArchive.options(jar, config));
      all.addAll(options);
      return command(jar, all, List.of(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The same without a class archive. */
  public static List<String> command(String jar, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-jar", jar));
    command.addAll(arguments);
    return command;
  }

  /**
   * Waits for its end.
   *
   * @throws AssertionError it did not end within three minutes: its threads, then the end of its
   *     output
   */
  public int exitCode() throws InterruptedException {
    return ProcessEnd.await(process, PATIENCE, () -> output() + errors());
  }

  Process process() {
    return process;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The id that the operating system knows it by. */
  public long pid() {
    return process.pid();
  }

  /** Sends it SIGTERM. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** What it wrote to standard output so far. */
  public String output() {
    return read(output);
  }

  /** What it wrote to standard error so far. */
  public String errors() {
    return read(errors);
  }

  /** Waits for a line of its output and gives the pattern's groups. */
  public Matcher await(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return Awaitility.await(pattern)
        .atMost(PATIENCE)
        .until(
            () -> {
              Matcher matcher = compiled.matcher(output());
              if (!matcher.find() && !process.isAlive()) {
                throw new AssertionError("it ended: " + output() + errors());
              }
              return matcher.reset();
            },
            Matcher::find);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
