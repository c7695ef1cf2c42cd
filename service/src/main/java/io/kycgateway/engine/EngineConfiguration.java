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
}
