package io.kycgateway.engine;

import io.kycgateway.common.EnumTable;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.pipeline.ModuleGraph;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.ModuleName;

/** The modules of a configuration, checked. */
record ConfiguredModules(EnumTable<ModuleName, ModuleConfiguration> byName, ModuleGraph graph) {

  /**
   * Checks the modules.
   *
   * @throws StartupException names the module and what is wrong with it
   */
  static ConfiguredModules of(EngineConfiguration configuration) throws StartupException {
    try {
      return new ConfiguredModules(
          ModuleGraph.byName(configuration.modules()), ModuleGraph.of(configuration.modules()));
    } catch (IllegalArgumentException e) {
      throw new StartupException(String.valueOf(e.getMessage()));
    }
  }
}
