package io.kycgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The packaged jar, run as the process that an operator runs. */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;
  private final Path errors;

  private GatewayProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts it.
   *
   * @param folder where its output goes
   * @param environment all of its KYC_ and other settings; nothing is inherited but the path
   */
  public static GatewayProcess start(
      Path folder, Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-jar", jar()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "out", ".log");
    Path errors = Files.createTempFile(folder, "err", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    return new GatewayProcess(builder.start(), output, errors);
  }

  private static String jar() {
    String jar = System.getProperty("kyc.jar");
    if (jar == null || !Files.exists(Path.of(jar))) {
      throw new IllegalStateException("kyc.jar must name the packaged jar: " + jar);
    }
    return jar;
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + output() + errors());
    }
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
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

  /** Where its application connector listens, once it does. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + await("application connector: port (\\d+)").group(1));
  }

  /** Where its admin connector listens, once it does. */
  public URI adminUrl() {
    return URI.create("http://127.0.0.1:" + await("admin connector: port (\\d+)").group(1));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
