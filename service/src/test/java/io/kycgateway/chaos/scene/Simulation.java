package io.kycgateway.chaos.scene;

import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.Invariants;
import io.kycgateway.testing.ProcessSettings;
import io.kycgateway.testing.TestGateway;
import io.kycgateway.testing.TestProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process with simulated modules on a port of its own, quick and without attacks. */
public final class Simulation implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final List<String> jvm;
  private TestProcess process;

  private Simulation(Path folder, int port, List<String> jvm) {
    this.folder = folder;
    this.port = port;
    this.jvm = jvm;
  }

  /** Starts it; {@link #awaitReady} waits for it. */
  public static Simulation start(Path folder, int port) throws IOException {
    return start(folder, port, List.of());
  }

  /** The same with further options of its JVM. */
  public static Simulation start(Path folder, int port, List<String> jvm) throws IOException {
    Simulation simulation = new Simulation(folder, port, jvm);
    simulation.launch();
    return simulation;
  }

  private void launch() throws IOException {
    Map<String, String> environment = ProcessSettings.simulated(folder);
    environment.put("KYC_SIMULATOR_PORT", "" + port);
    List<String> options = new ArrayList<>(jvm);
    options.add("-Ddw.simulator.attackRatio=0");
    for (String module : Invariants.MODULES) {
      options.add("-Ddw.simulator.modules." + module + ".median=20ms");
      options.add("-Ddw.simulator.modules." + module + ".p95=40ms");
    }
    process =
        TestProcess.start(
            folder,
            environment,
            TestProcess.java("kyc.jar", options, "simulate", TestGateway.CONFIG.toString()));
  }

  /** Waits until it accepts connections. */
  public void awaitReady() {
    await("simulated modules on " + port)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              new Socket(InetAddress.getLoopbackAddress(), port).close();
              return true;
            });
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Sends it SIGKILL and waits for its end. */
  public void kill() {
    process.close();
  }

  /** Starts it again on its port, and waits until it is ready. */
  public void restart() throws IOException {
    launch();
    awaitReady();
  }

  @Override
  public void close() {
    process.close();
  }
}
