package io.kycgateway.reverify.testing;

import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.Patience;
import io.kycgateway.testing.ProcessEnd;
import io.kycgateway.testing.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The packaged batch as a process of its own, with the project's own config.yml. */
public final class BatchProcess {
  private static final Path CONFIG = Path.of("..", "config.yml");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final List<String> jvmOptions = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Path folder;
  private final List<String> prefix = new ArrayList<>();
  private String shell = "";

  /** How a process ended. */
  public record Ended(int code, String out) {}

  private BatchProcess(Path folder) {
    this.folder = folder;
    jvmOptions.add("-XX:+UseSerialGC");
  }

  /** A run in that folder, whose simulated modules answer at once unless they are elsewhere. */
  public static BatchProcess in(Path folder) {
    BatchProcess process = new BatchProcess(folder);
    process.environment.put("KYC_SIMULATOR", "true");
    for (String module : ModuleNames.all()) {
      process.with("simulator.modules." + module + ".median", "0ms");
      process.with("simulator.modules." + module + ".p95", "0ms");
    }
    Patience.settings().forEach(process::with);
    process.with("simulator.attackRatio", "0");
    process.with("batch.retry.delay", "10ms");
    process.with("batch.retry.maxDelay", "20ms");
    return process;
  }

  /** Modules that answer elsewhere. */
  public BatchProcess against(URI modules) {
    environment.remove("KYC_SIMULATOR");
    for (String module : ModuleNames.all()) {
      environment.put("KYC_" + module.toUpperCase(Locale.ROOT) + "_URL", modules + "/" + module);
    }
    return this;
  }

  /** A setting of config.yml. */
  public BatchProcess with(String key, String value) {
    jvmOptions.add("-Ddw." + key + "=" + value);
    return this;
  }

  public BatchProcess jvm(String option) {
    jvmOptions.add(option);
    return this;
  }

  public BatchProcess env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** A shell command before the process, such as a limit. */
  public BatchProcess after(String command) {
    shell = command;
    return this;
  }

  /**
   * A pseudo-terminal of that width around the process: what is written to the process's standard
   * input is typed there, and ETX is Ctrl-C.
   */
  public BatchProcess inTerminal(int columns) {
    prefix.addAll(
        List.of(
            "python3",
            "-c",
            "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"));
    return after("stty cols " + columns + " rows 24");
  }

  public BatchProcess args(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Starts {@code reverify} on that manifest, with results.jsonl as output. */
  public Process start(String manifest) {
    List<String> reverify =
        new ArrayList<>(List.of("reverify", CONFIG.toAbsolutePath().toString()));
    reverify.addAll(List.of("--input", manifest, "--output", folder.resolve("results.jsonl") + ""));
    reverify.addAll(arguments);
    return launch(reverify);
  }

  /** Starts the jar with just these arguments. */
  public Process launch(List<String> jarArguments) {
    List<String> command = new ArrayList<>(prefix);
    // A build that a shell runs in the background, or under nohup, ignores SIGINT or SIGHUP, and so
    // would the process: the JVM leaves an ignored signal alone.
    command.addAll(List.of("env", "--default-signal=HUP,INT,TERM"));
    if (!shell.isEmpty()) {
      command.addAll(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
    }
    command.addAll(
        TestProcess.java("kyc.batch.jar", jvmOptions, jarArguments.toArray(String[]::new)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(KYC_|PUSHGATEWAY).*"));
    builder.environment().putAll(environment);
    builder.redirectOutput(log().toFile());
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs to the end. */
  public Ended run(String manifest) {
    return end(start(manifest));
  }

  /**
   * Waits for its end.
   *
   * @throws AssertionError it did not end within 5 minutes: its threads, then the end of its log
   */
  public Ended end(Process process) {
    try {
      int code = ProcessEnd.await(process, PATIENCE, this::text);
      return new Ended(code, text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String text() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed so far. */
  public Path log() {
    return folder.resolve("process.log");
  }
}
