package io.kycgateway;

import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.pipeline.ModuleGraph;
import io.kycgateway.verification.EnumTable;
import io.kycgateway.verification.ModuleName;

/** The modules of a configuration, checked. */
record ConfiguredModules(EnumTable<ModuleName, ModuleConfiguration> byName, ModuleGraph graph) {

  /**
   * Checks the modules.
   *
   * @throws StartException names the module and what is wrong with it
   */
  static ConfiguredModules of(GatewayConfiguration configuration) throws StartException {
    try {
      return new ConfiguredModules(
          ModuleGraph.byName(configuration.modules()), ModuleGraph.of(configuration.modules()));
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }
}
