package io.kycgateway.engine;

import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.modules.http.ModuleHttpConfiguration;
import io.kycgateway.pipeline.PipelineConfiguration;
import io.kycgateway.simulator.SimulatorConfiguration;
import java.util.Map;

/**
 * The sections of {@code config.yml} that a running pipeline needs; gateway and batch compose it
 * from their own configurations.
 *
 * @param modules by the modules' names; unknown and missing ones are found when it is checked
 */
public record EngineConfiguration(
    PipelineConfiguration pipeline,
    Map<String, ModuleConfiguration> modules,
    ModuleHttpConfiguration moduleHttp,
    SimulatorConfiguration simulator) {

  /** Whether simulated modules are used: the simulator is enabled, and a module has no URL. */
  public boolean isSimulated() {
    return simulator.enabled() && modules.values().stream().anyMatch(ModuleUrls::isSimulated);
  }

  /** The same with a limit on verifications in flight that does not adapt. */
  public EngineConfiguration withFixedLimit(int limit) {
    return new EngineConfiguration(pipeline.withFixedLimit(limit), modules, moduleHttp, simulator);
  }

  /**
   * The same within what the process's file descriptors allow. The connections are those of the
   * same {@link #moduleHttp}, which is changed.
   *
   * @param verifications the most in flight, at least 1
   * @param connections the most to one module
   */
  public EngineConfiguration atMost(int verifications, int connections) {
    moduleHttp.setMaxConnections(Math.min(moduleHttp.getMaxConnections(), connections));
    moduleHttp.setMaxConnectionsPerRoute(
        Math.min(moduleHttp.getMaxConnectionsPerRoute(), connections));
    return new EngineConfiguration(pipeline.atMost(verifications), modules, moduleHttp, simulator);
  }
}
