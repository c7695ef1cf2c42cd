package io.kycgateway.testing;

import io.kycgateway.testing.contract.ClientChecks;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.awaitility.Awaitility;

/**
 * The packaged jar, run as the process that an operator runs; a server with all the time that a
 * busy machine takes, but for the settings that its {@code JAVA_TOOL_OPTIONS} name.
 */
public final class GatewayProcess implements AutoCloseable {
  private final TestProcess process;
  private URI application;

  private GatewayProcess(TestProcess process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param folder where its output goes
   * @param environment all of its KYC_ and other settings; nothing is inherited but the path
   */
  public static GatewayProcess start(
      Path folder, Map<String, String> environment, String... arguments) throws IOException {
    return startWithOptions(folder, List.of(), environment, arguments);
  }

  /**
   * The same with options of the JVM.
   *
   * @param folder where its output goes
   */
  public static GatewayProcess startWithOptions(
      Path folder, List<String> more, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> options = new ArrayList<>(patience(environment, arguments));
    options.addAll(more);
    return new GatewayProcess(
        TestProcess.start(folder, environment, TestProcess.java("kyc.jar", options, arguments)));
  }

  /**
   * The same with two processors and at most that many open file descriptors.
   *
   * @param folder where its output goes
   */
  public static GatewayProcess startWithDescriptors(
      Path folder, int descriptors, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "bash"));
    List<String> options = patience(environment, arguments);
    options.add("-XX:ActiveProcessorCount=2");
    command.addAll(TestProcess.java("kyc.jar", options, arguments));
    return new GatewayProcess(TestProcess.start(folder, environment, command));
  }

  private static List<String> patience(Map<String, String> environment, String... arguments) {
    List<String> options = new ArrayList<>();
    if (arguments.length > 0 && arguments[0].equals("server")) {
      Map<String, String> settings = Patience.settings();
      // A stop waits for verifications in flight.
      settings.put("server.shutdownGracePeriod", "11m");
      String own = environment.getOrDefault("JAVA_TOOL_OPTIONS", "");
      settings.forEach(
          (name, value) -> {
            if (!own.contains("-Ddw." + name + "=")) {
              options.add("-Ddw." + name + "=" + value);
            }
          });
    }
    return options;
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    return process.exitCode();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends it SIGTERM. */
  public void terminate() {
    process.terminate();
  }

  /** What it wrote to standard output so far. */
  public String output() {
    return process.output();
  }

  /** What it wrote to standard error so far. */
  public String errors() {
    return process.errors();
  }

  /** Waits for a line of its output and gives the pattern's groups. */
  public Matcher await(String pattern) {
    return process.await(pattern);
  }

  /** Where its application connector listens, once it does. */
  public URI url() {
    URI url =
        URI.create("http://127.0.0.1:" + await("application connector: port (\\d+)").group(1));
    ClientChecks.begin(url);
    application = url;
    return url;
  }

  /** Where its admin connector listens, once it does. */
  public URI adminUrl() {
    return URI.create("http://127.0.0.1:" + await("admin connector: port (\\d+)").group(1));
  }

  /** Waits until it stops, as far as its clients see: it takes no connection any more. */
  public void awaitRefusingConnections() {
    Awaitility.await("connections refused")
        .until(
            () -> {
              try (Socket unused = new Socket(application.getHost(), application.getPort())) {
                return false;
              } catch (ConnectException e) {
                return true;
              }
            });
  }

  @Override
  public void close() {
    if (application != null) {
      ClientChecks.end(application);
    }
    process.close();
  }
}
