package io.kycgateway.reverify.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Simulated modules in a process of their own, that outlives the batch's. */
public final class SimulatorProcess implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("metrics are at (http://\\S+)/metrics");

  private final Process process;
  private final URI url;

  private SimulatorProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts it; every call is written down in {@code folder/journal}. */
  public static SimulatorProcess start(Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m"));
    for (String module : List.of("liveness", "ocr", "face_match", "antifraud", "decision")) {
      command.add("-Ddw.simulator.modules." + module + ".median=0ms");
      command.add("-Ddw.simulator.modules." + module + ".p95=0ms");
    }
    command.add("-Ddw.simulator.journal=" + folder.resolve("journal"));
    command.addAll(
        List.of(
            "-jar",
            Objects.requireNonNull(System.getProperty("kyc.jar")),
            "simulate",
            Path.of("..", "config.yml").toString()));
    Path log = folder.resolve("simulator.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      return new SimulatorProcess(
          process,
          Awaitility.await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> url(Files.readString(log)), Objects::nonNull));
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI url(String log) {
    Matcher matcher = URL.matcher(log);
    return matcher.find() ? URI.create(matcher.group(1)) : null;
  }

  public URI url() {
    return url;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
