package io.kycgateway.reverify.testing;

import io.kycgateway.testing.ModuleNames;
import io.kycgateway.testing.TestProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Simulated modules in a process of their own, that outlives the batch's. */
public final class SimulatorProcess implements AutoCloseable {
  private final TestProcess process;
  private final URI url;

  private SimulatorProcess(TestProcess process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts it; every call is written down in {@code folder/journal}. */
  public static SimulatorProcess start(Path folder) throws IOException {
    List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx256m"));
    for (String module : ModuleNames.all()) {
      options.add("-Ddw.simulator.modules." + module + ".median=0ms");
      options.add("-Ddw.simulator.modules." + module + ".p95=0ms");
    }
    options.add("-Ddw.simulator.journal=" + folder.resolve("journal"));
    TestProcess process =
        TestProcess.start(
            folder,
            Map.of(),
            TestProcess.java("kyc.jar", options, "simulate", Path.of("..", "config.yml") + ""));
    try {
      return new SimulatorProcess(
          process, URI.create(process.await("metrics are at (http://\\S+)/metrics").group(1)));
    } catch (RuntimeException | AssertionError e) {
      process.close();
      throw e;
    }
  }

  public URI url() {
    return url;
  }

  @Override
  public void close() {
    process.close();
  }
}
